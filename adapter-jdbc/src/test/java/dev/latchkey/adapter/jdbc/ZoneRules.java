package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.keystore.Zones;
import org.junit.jupiter.api.Test;

/** That it is all the same where a node stands, with connections that are made in the node's zone. */
abstract class ZoneRules extends AdapterRules {
    @Test
    void whatOneZoneWritesEveryOtherReads() {
        Zones.whatOneWritesEveryOtherReads(() -> {
            JdbcSchema.apply(database);
            return JdbcKeyStore.on(database);
        });

        // By UTC's days, whatever day it was for the writer.
        assertThat(Sql.query(database, "select distinct cast(used_on as varchar) from latchkey_usage_day order by 1"))
                .containsExactly("1970-01-01", "2030-03-10", "2030-06-30", "2030-11-03", "9999-12-31");
    }
}
