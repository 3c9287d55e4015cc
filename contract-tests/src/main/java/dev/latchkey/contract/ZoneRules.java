package dev.latchkey.contract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** That it is all the same where a node stands. */
abstract class ZoneRules extends StoreRules {
    @Test
    @ResourceLock(Resources.LOCALE)
    @ResourceLock(Resources.TIME_ZONE)
    void whatOneZoneWritesEveryOtherReads() {
        Zones.whatOneWritesEveryOtherReads(() -> contract().another(store));
    }
}
