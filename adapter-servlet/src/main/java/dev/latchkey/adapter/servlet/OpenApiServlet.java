package dev.latchkey.adapter.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the OpenAPI 3.1 document of the configured dialects, to everybody. It is made once, when the servlet starts. Safe for use by several threads.
 *
 * <p>{@link LatchkeyWeb#install} maps it where {@link LatchkeyWeb.Builder#openApi} says; in a {@code web.xml} map it to that path. It finds its configuration as the
 * filter does.
 */
public final class OpenApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private transient @Nullable LatchkeyWeb configured;
    private byte[] document = {};
    private String tag = "";

    /** For containers: the configuration is found in {@link #init()}. */
    public OpenApiServlet() {}

    OpenApiServlet(LatchkeyWeb web) {
        this.configured = web;
    }

    @Override
    public void init() throws ServletException {
        LatchkeyWeb web = configured == null
                ? WebXml.find(getServletContext(), getInitParameterNames(), this::getInitParameter)
                : configured;
        document = web.openApi().document(getServletContext().getContextPath());
        tag = '"' + UUID.nameUUIDFromBytes(document).toString() + '"';
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("ETag", tag);
        response.setHeader("Cache-Control", "no-cache");
        if (isKnown(request)) {
            Responses.write(request, response, HttpServletResponse.SC_NOT_MODIFIED);
        } else {
            Responses.write(request, response, HttpServletResponse.SC_OK, Json.TYPE, document);
        }
    }

    /** Whether the client has this document already, as RFC 9110 compares entity tags: weakly. */
    private boolean isKnown(HttpServletRequest request) {
        List<String> sent = Collections.list(request.getHeaders("If-None-Match"));
        return sent.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
    }
}
