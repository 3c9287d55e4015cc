package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Supplier;

/** That nodes in other places, with other habits, see the same. */
public final class Zones {
    // Skipped or doubled hours, the ends of the range, and an instant whose day differs from zone to zone.
    private static final List<Instant> INSTANTS = List.of(
            Instant.EPOCH,
            Instant.parse("2030-03-10T10:30:00.001Z"),
            Instant.parse("2030-11-03T09:30:00.999Z"),
            Instant.parse("2030-06-30T23:59:59.999Z"),
            Instant.parse("9999-12-31T23:59:59.998Z"));
    private static final List<String> ZONES =
            List.of("America/Los_Angeles", "Asia/Colombo", "UTC", "Pacific/Kiritimati");

    private Zones() {}

    /**
     * Writes in each of several time zones and reads in each, in a country where i is no small I. Meanwhile it changes
     * the JVM's locale and time zone: no other test may run beside it.
     *
     * @param node opens a store on the same data: asked for in each zone anew, so that its connections may be made
     *     there
     * @throws AssertionError when what one zone wrote is something else in another
     */
    public static void whatOneWritesEveryOtherReads(Supplier<KeyStore> node) {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            for (String writer : ZONES) {
                for (Instant at : INSTANTS) {
                    TimeZone.setDefault(TimeZone.getTimeZone(writer));
                    ApiKey key = write(node.get(), "INFI " + writer + at, at);
                    for (String reader : ZONES) {
                        TimeZone.setDefault(TimeZone.getTimeZone(reader));
                        assertRead(node.get(), key, at);
                    }
                }
            }
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    private static ApiKey write(KeyStore store, String tenant, Instant at) {
        KeySpec spec = KeySpec.of(tenant, Scope.resource("I"), "i").slot("DEFAULTI");
        Changed issued = Keys.issue(spec.expiresAt(at.plusMillis(1)), at);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        Changed suspended = Keys.changed(issued.next().by(Keys.ACTOR, at).suspend("why"));
        assertThat(store.replace(suspended.next(), suspended.event()).value())
                .as("suspension at %s", at)
                .isEqualTo(Replacement.REPLACED);
        store.recordUse(UseBatch.of(new KeyUse(issued.next().id(), at, 2)));
        return suspended.next();
    }

    private static void assertRead(KeyStore store, ApiKey key, Instant at) {
        assertThat(store.findById(key.id()).value()).contains(key);
        assertThat(store.findBySlot(key.tenant(), key.scope(), "DEFAULTI").value())
                .contains(key);
        assertThat(store.findBySlot(key.tenant(), key.scope(), "defaulti").value())
                .isEmpty();
        KeyQuery living = KeyQuery.of(key.tenant(), 10);
        assertThat(store.list(living.aliveAt(at)).items()).containsExactly(new ListedKey(key, at, 2));
        assertThat(store.list(living.aliveAt(at.plusMillis(1))).items()).isEmpty();
        assertThat(store.audit(AuditQuery.of(key.tenant(), 10)).items())
                .hasSize(2)
                .allMatch(event -> event.at().equals(at));
    }
}
