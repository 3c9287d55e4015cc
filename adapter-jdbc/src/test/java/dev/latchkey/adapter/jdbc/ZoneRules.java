package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.Keys.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.spi.AuditQuery;
import dev.latchkey.ports.spi.KeyQuery;
import dev.latchkey.ports.spi.KeyStore;
import dev.latchkey.ports.spi.KeyUse;
import dev.latchkey.ports.spi.ListedKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That nodes in other places, with other habits, see the same. */
abstract class ZoneRules extends AdapterRules {
    // Skipped or doubled hours, the ends of the range, and an instant whose day differs from zone to zone.
    private static final List<Instant> INSTANTS = List.of(
            Instant.EPOCH,
            Instant.parse("2030-03-10T10:30:00.001Z"),
            Instant.parse("2030-11-03T09:30:00.999Z"),
            Instant.parse("2030-06-30T23:59:59.999Z"),
            Instant.parse("9999-12-31T23:59:59.998Z"));
    private static final List<String> ZONES =
            List.of("America/Los_Angeles", "Asia/Colombo", "UTC", "Pacific/Kiritimati");

    private final Locale locale = Locale.getDefault();
    private final TimeZone zone = TimeZone.getDefault();

    @BeforeEach
    void turkish() {
        // Where i is no small I.
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    }

    @AfterEach
    void restore() {
        Locale.setDefault(locale);
        TimeZone.setDefault(zone);
    }

    @Test
    void whatOneZoneWritesEveryOtherReads() {
        TimeZone.setDefault(TimeZone.getTimeZone(ZONES.get(0)));
        JdbcSchema.apply(database);
        for (String writer : ZONES) {
            for (Instant at : INSTANTS) {
                TimeZone.setDefault(TimeZone.getTimeZone(writer));
                String tenant = "INFI " + writer + at;
                KeyStore store = JdbcKeyStore.on(database);
                ApiKey key = inserted(
                        store,
                        Keys.issue(
                                KeySpec.of(tenant, Scope.resource("I"), "i")
                                        .slot("DEFAULTI")
                                        .expiresAt(at.plusMillis(1)),
                                at));
                key = replaced(store, key.by(ACTOR, at).suspend("why"));
                store.recordUse(List.of(new KeyUse(key.id(), at, 2)));
                for (String reader : ZONES) {
                    TimeZone.setDefault(TimeZone.getTimeZone(reader));
                    assertRead(JdbcKeyStore.on(database), key, at);
                }
            }
        }
        // By UTC's days, whatever day it was for the writer.
        assertThat(Sql.query(database, "select distinct cast(used_on as varchar) from latchkey_usage_day order by 1"))
                .containsExactly("1970-01-01", "2030-03-10", "2030-06-30", "2030-11-03", "9999-12-31");
    }

    private static void assertRead(KeyStore store, ApiKey key, Instant at) {
        assertThat(store.findById(key.id())).contains(key);
        assertThat(store.findBySlot(key.tenant(), key.scope(), "DEFAULTI")).contains(key);
        assertThat(store.findBySlot(key.tenant(), key.scope(), "defaulti")).isEmpty();
        assertThat(store.list(KeyQuery.of(key.tenant(), 10).aliveAt(at)).items())
                .containsExactly(new ListedKey(key, at, 2));
        assertThat(store.list(KeyQuery.of(key.tenant(), 10).aliveAt(at.plusMillis(1)))
                        .items())
                .isEmpty();
        assertThat(store.audit(AuditQuery.of(key.tenant(), 10)).items())
                .allMatch(event -> event.at().equals(at));
    }
}
