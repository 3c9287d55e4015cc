package dev.latchkey.contract.keystore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Independence of the time zones and locales of nodes: KS9.
 *
 * <p>If this fails, look at columns and parameters whose type knows a local time, and at
 * {@code toLowerCase}, {@code toUpperCase}, or {@code format} without a locale.
 */
abstract class ZoneRules extends StoreRules {
    @Test
    @ResourceLock(Resources.LOCALE)
    @ResourceLock(Resources.TIME_ZONE)
    void ks9_whatOneZoneWritesEveryOtherReads() {
        Zones.whatOneWritesEveryOtherReads(() -> contract().another(store));
    }
}
