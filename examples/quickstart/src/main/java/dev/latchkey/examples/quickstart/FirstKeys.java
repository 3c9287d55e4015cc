package dev.latchkey.examples.quickstart;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.spi.Resource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Issues the tenant's key, one for each number, and the first one of the customer where they are missing. On the second start nothing is missing, so nothing is printed: raw keys are shown once.
 */
final class FirstKeys {
    private static final String DEFAULT_SLOT = "default";
    private static final Actor ACTOR = Actor.host("quickstart");

    /** The number whose key is kept without a sealed copy, so that {@code revealable: false} can be seen. */
    private static final String WITHOUT_COPY = "wn_2";

    private final Latchkey sealing;
    private final Latchkey notSealing;
    private final Latchkey instanceKeys;

    FirstKeys(Latchkey sealing, Latchkey notSealing, Latchkey instanceKeys) {
        this.sealing = sealing;
        this.notSealing = notSealing;
        this.instanceKeys = instanceKeys;
    }

    /** The raw keys of those that were missing, by what they are for. */
    Map<String, String> issueMissing(Numbers numbers) {
        Map<String, String> issued = new LinkedHashMap<>();
        KeySpec tenantKey = KeySpec.of(Numbers.TENANT, Scope.tenant(), "Acme").slot(DEFAULT_SLOT);
        issue(sealing, tenantKey, "tenant", issued);
        for (Resource number : numbers.list(Numbers.TENANT)) {
            Latchkey latchkey = number.id().equals(WITHOUT_COPY) ? notSealing : sealing;
            KeySpec spec = KeySpec.of(Numbers.TENANT, Scope.resource(number.id()), number.displayName())
                    .slot(DEFAULT_SLOT);
            issue(latchkey, spec, number.id(), issued);
        }
        // In a slot, so that the next start finds it; the keys that it issues need none.
        KeySpec customerKey =
                KeySpec.of(Instances.CUSTOMER, Scope.tenant(), "First key").slot(DEFAULT_SLOT);
        issue(instanceKeys, customerKey, "customer", issued);
        return issued;
    }

    private static void issue(Latchkey latchkey, KeySpec spec, String what, Map<String, String> issued) {
        Result<IssuedKey> result = latchkey.keys().issue(spec, ACTOR);
        if (result.outcome() != Result.Outcome.SLOT_TAKEN) {
            issued.put(what, result.orElseThrow().rawKey().reveal());
        }
    }
}
