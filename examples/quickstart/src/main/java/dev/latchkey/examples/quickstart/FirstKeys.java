package dev.latchkey.examples.quickstart;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Issues the first keys that are missing: the tenant's, one for each of its numbers, the customer's, and one of an app
 * on the customer's first instance. On the second start none is missing, and no raw key can be printed.
 */
final class FirstKeys {
    private static final String DEFAULT_SLOT = "default";
    private static final String DOTS = "...";
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

    /**
     * Returns the raw keys by the names of their shell variables, with a placeholder for each key that was there
     * already.
     */
    Map<String, String> issueMissing(Numbers numbers) {
        Map<String, String> keys = new LinkedHashMap<>();
        KeySpec tenantKey = KeySpec.of(Numbers.TENANT, Scope.tenant(), "Acme")
                .allPermissions()
                .slot(DEFAULT_SLOT);
        keys.put("TENANT_KEY", issue(sealing, tenantKey, NumbersApi.PREFIX));
        for (Resource number : numbers.list(Numbers.TENANT)) {
            Latchkey latchkey = number.id().equals(WITHOUT_COPY) ? notSealing : sealing;
            KeySpec spec = KeySpec.of(Numbers.TENANT, Scope.resource(number.id()), number.displayName())
                    .allPermissions()
                    .slot(DEFAULT_SLOT);
            keys.put(number.id().toUpperCase(Locale.ROOT) + "_KEY", issue(latchkey, spec, NumbersApi.PREFIX));
        }
        // In slots, so that the next start finds them. The keys that the customer issues need none.
        KeySpec customerKey = KeySpec.of(Instances.CUSTOMER, Scope.tenant(), "First key")
                .allPermissions()
                .slot(DEFAULT_SLOT);
        keys.put("CUSTOMER_KEY", issue(instanceKeys, customerKey, InstancesApi.PREFIX));
        KeySpec appKey = KeySpec.of(Instances.CUSTOMER, Scope.resource(Instances.FIRST), "App")
                .allPermissions()
                .slot(DEFAULT_SLOT);
        keys.put("APP_KEY", issue(instanceKeys, appKey, InstancesApi.PREFIX));
        return keys;
    }

    static boolean isPlaceholder(String key) {
        return key.endsWith(DOTS);
    }

    private static String issue(Latchkey latchkey, KeySpec spec, String prefix) {
        KeyQuery living = KeyQuery.of(spec.tenant(), 100).slot(DEFAULT_SLOT).aliveAt(Instant.now());
        boolean taken = latchkey.keys().list(living).items().stream()
                .anyMatch(listed -> listed.key().scope().equals(spec.scope()));
        // A slot whose key was revoked gets a successor, which regenerating makes.
        return taken
                ? prefix + DOTS
                : latchkey.keys().regenerate(spec, ACTOR).orElseThrow().rawKey().reveal();
    }
}
