package dev.latchkey.adapter.servlet;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** That an operation is done. No record: it has an array. */
final class Answer {
    private final int status;
    private final @Nullable String location;
    private final byte @Nullable [] json;
    private final boolean replayed;

    private Answer(int status, @Nullable String location, byte @Nullable [] json, boolean replayed) {
        this.status = status;
        this.location = location;
        this.json = json;
        this.replayed = replayed;
    }

    static Answer ok(byte[] json) {
        return new Answer(HttpServletResponse.SC_OK, null, json, false);
    }

    static Answer created(String location, byte[] json) {
        return new Answer(HttpServletResponse.SC_CREATED, location, json, false);
    }

    static Answer noContent() {
        return new Answer(HttpServletResponse.SC_NO_CONTENT, null, null, false);
    }

    /** The same, telling whether it was done by an earlier request. */
    Answer replayed(boolean value) {
        return new Answer(status, location, json, value);
    }

    int status() {
        return status;
    }

    /** Where to find what was made; null when nothing was. */
    @Nullable String location() {
        return location;
    }

    /** Whether an earlier request has done it. */
    boolean replayed() {
        return replayed;
    }

    /** The body; null for none. */
    byte @Nullable [] json() {
        return json;
    }
}
