package dev.latchkey.http;

import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.HeaderFields;
import dev.latchkey.http.spi.Response;
import java.util.function.Function;

/** The answer to the question of what a binding does with a request. */
public sealed interface Decision {
    /**
     * Writes this response. Nothing behind the binding sees the request.
     *
     * @param response the response
     */
    record Respond(Response response) implements Decision {}

    /**
     * Sets the fields on the response and lets the host serve the request.
     *
     * @param admission the proof that the request was let in, to be kept on the native request
     * @param fields the fields, to be set before the host runs, so that the host may set others
     */
    record Proceed(Admission admission, HeaderFields fields) implements Decision {}

    /**
     * Reads the body, has it answered, and writes the response. The answer is given once. It may block.
     *
     * @param admission the proof that the request was let in
     * @param maxBody the number of bytes that the body may have; 0 when it is not to be read
     * @param answer does the work
     */
    record Endpoint(Admission admission, int maxBody, Function<Body, Response> answer) implements Decision {}
}
