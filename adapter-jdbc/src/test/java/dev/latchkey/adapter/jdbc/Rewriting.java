package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.ApiKey;
import java.util.List;
import javax.sql.DataSource;

/** Writes into tables what only a newer release would write. */
final class Rewriting {
    private static final List<String> COLUMNS = List.of(
            "latchkey_key set permissions = replace(permissions, '%1$s', '%2$s') where id = '%3$s'",
            "latchkey_key set rates = replace(rates, '%1$s', '%2$s') where id = '%3$s'",
            "latchkey_key set networks = replace(networks, '%1$s', '%2$s') where id = '%3$s'",
            "latchkey_key set rotation = replace(rotation, '%1$s', '%2$s') where id = '%3$s'",
            "latchkey_secret set sealed = replace(sealed, '%1$s', '%2$s') where key_id = '%3$s'",
            "latchkey_audit set action = replace(action, '%1$s', '%2$s'),"
                    + " actor_kind = replace(actor_kind, '%1$s', '%2$s') where key_id = '%3$s'");

    private Rewriting() {}

    static boolean rewrite(DataSource database, ApiKey key, String text, String newer) {
        COLUMNS.forEach(column -> Sql.execute(database, ("update " + column).formatted(text, newer, key.id())));
        return true;
    }
}
