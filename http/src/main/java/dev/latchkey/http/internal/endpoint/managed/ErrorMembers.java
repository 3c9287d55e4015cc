package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;

/** The members that some errors of managed keys have beside the others. */
final class ErrorMembers {
    static final String REAUTHENTICATION = "reauthentication";
    static final String KEY = "key";
    static final String ROTATION = "rotation";

    private ErrorMembers() {}

    static Property reauthentication() {
        return new Property(
                REAUTHENTICATION,
                JsonSchema.text("The address at which to authenticate again, if this is required."),
                false);
    }

    static Property key(ManagedKeyJson json) {
        return new Property(KEY, json.key().schema("A managed key."), true);
    }

    static Property rotation(ManagedKeyJson json) {
        return new Property(ROTATION, json.secrets().rotation().schema("A rotation that is in progress."), false);
    }
}
