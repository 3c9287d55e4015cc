package dev.latchkey.adapter.servlet;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** That an operation is done. No record: it has an array. */
final class Answer {
    private final int status;
    private final @Nullable String location;
    private final byte @Nullable [] json;

    private Answer(int status, @Nullable String location, byte @Nullable [] json) {
        this.status = status;
        this.location = location;
        this.json = json;
    }

    static Answer ok(byte[] json) {
        return new Answer(HttpServletResponse.SC_OK, null, json);
    }

    static Answer created(String location, byte[] json) {
        return new Answer(HttpServletResponse.SC_CREATED, location, json);
    }

    static Answer noContent() {
        return new Answer(HttpServletResponse.SC_NO_CONTENT, null, null);
    }

    int status() {
        return status;
    }

    /** Where to find what was made; null when nothing was. */
    @Nullable String location() {
        return location;
    }

    /** The body; null for none. */
    byte @Nullable [] json() {
        return json;
    }
}
