package dev.latchkey.adapter.vertx;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.LatchkeyWeb;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a request as they were received, kept where the host's code is not to see the credential. A
 * reroute is decided by them. Not a record, which would print them.
 */
final class HiddenFields {
    private static final String KEY = HiddenFields.class.getName();

    private final MultiMap received;

    private HiddenFields(MultiMap received) {
        this.received = received;
    }

    /** Returns the fields as they were received. */
    static MultiMap received(RoutingContext context) {
        return context.get(KEY) instanceof HiddenFields hidden
                ? hidden.received
                : context.request().headers();
    }

    /** Copies fields, each line as a value of its own. */
    static MultiMap copy(MultiMap fields) {
        MultiMap copy = MultiMap.caseInsensitiveMultiMap();
        fields.forEach(line -> copy.add(line.getKey(), line.getValue()));
        return copy;
    }

    /** Removes the credential from the fields that the host's code sees, where the host has chosen that. */
    static void hide(RoutingContext context, LatchkeyWeb web, @Nullable Caller caller) {
        if (!web.hidesCredential()) {
            return;
        }
        MultiMap seen = context.request().headers();
        MultiMap all = copy(received(context));
        context.put(KEY, new HiddenFields(all));
        for (String name : all.names()) {
            List<String> lines = all.getAll(name);
            List<String> shown = lines.stream()
                    .filter(line -> !web.hides(caller, name, line))
                    .toList();
            if (shown.size() < lines.size()) {
                seen.remove(name);
                seen.add(name, shown);
            }
        }
    }
}
