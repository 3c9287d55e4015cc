package dev.latchkey;

import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.scope.ResourceScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that is asked for.
 *
 * @param spec its specification
 * @param lifetime the time until it expires, which a repeat begins to count again; null for the expiry of its
 *     specification
 */
record IssuanceRequest(KeySpec spec, @Nullable Duration lifetime) {
    static IssuanceRequest of(KeySpec spec) {
        return new IssuanceRequest(spec, null);
    }

    /** Returns the specification of a key that is issued at an instant. */
    KeySpec specification(Instant now) {
        return lifetime == null ? spec : spec.expiresAt(now.plus(lifetime));
    }

    /** Returns what a repeat asks for too. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(scope(spec));
        words.add(slot(spec));
        words.add(spec.name());
        words.add(spec.permissions().toString());
        words.add(spec.limits().toString());
        words.add(lifetime == null ? String.valueOf(spec.expiresAt()) : lifetime.toString());
        Labels labels = spec.labels();
        words.add(labels.owner() == null ? "no owner" : "owner " + labels.owner());
        words.add(String.join(",", labels.tags()));
        words.add(labels.description() == null ? "no description" : "description " + labels.description());
        return words;
    }

    /** Returns what a repeat has for the scope. */
    static String scope(KeySpec spec) {
        return spec.scope() instanceof ResourceScope scope ? "resource " + scope.resource() : "tenant";
    }

    /** Returns what a repeat has for the slot. */
    static String slot(KeySpec spec) {
        return spec.slot() == null ? "no slot" : "slot " + spec.slot();
    }
}
