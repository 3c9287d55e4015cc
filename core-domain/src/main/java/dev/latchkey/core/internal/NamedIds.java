package dev.latchkey.core.internal;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids that are made of names. */
public final class NamedIds {
    private NamedIds() {}

    /** Returns an id of version 3, which no random id is equal to. */
    public static UUID of(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
