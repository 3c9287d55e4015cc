package dev.latchkey.benchmarks;

import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Any number of keys, in SQL by a few statements: key number x has one secret, one event and one use, and was issued x
 * seconds after 2020 began. Each tenth belongs to the tenant {@link #BIG}, the others to tenants of ninety keys. Hashes
 * have the size of real ones; no Argon2 is computed.
 */
final class Keys {
    static final String BIG = "big";

    private static final String COST = "$argon2id$v=19$m=19456,t=2,p=1$";
    private static final String HASH = COST + "s".repeat(22) + "$" + "h".repeat(43);
    private static final int CHUNK = 50_000;

    private static final String TENANT = "case when mod(x, 10) = 0 then '" + BIG + "' else 't' || (x / 100) end";
    private static final String AT = "timestamp with time zone '2020-01-01 00:00:00+00' + x * interval '1' second";

    private Keys() {}

    /**
     * What two databases write differently: x from a number to a number, MD5 of a text in hexadecimal digits, and how
     * to fill tables without a look at each row's references.
     */
    enum Words {
        H2(
                "system_range(%d, %d)",
                "lower(rawtohex(hash('MD5', %s)))",
                "set referential_integrity false",
                "set referential_integrity true"),
        POSTGRESQL(
                "generate_series(%d, %d) as s (x)",
                "md5(%s)", "set session_replication_role = replica", "reset session_replication_role");

        private final String series;
        private final String md5;
        private final String unchecked;
        private final String checked;

        Words(String series, String md5, String unchecked, String checked) {
            this.series = series;
            this.md5 = md5;
            this.unchecked = unchecked;
            this.checked = checked;
        }
    }

    /** Fills empty tables. */
    static void fill(DataSource database, Words words, int keys) {
        fillWithoutTrail(database, words, keys);
        String id = id(words);
        inChunks(
                database,
                words,
                keys,
                "insert into latchkey_audit (key_id, version, tenant, happened_at, action, actor_kind, "
                        + "actor_id, detail)"
                        + " select " + id + ", 1, " + TENANT + ", " + AT + ", 'ISSUED', 'HOST', 'growth', "
                        + handle(words),
                "insert into latchkey_usage (key_id, tenant, last_used_at, uses) select " + id + ", " + TENANT + ", "
                        + AT + ", 1");
    }

    /** Fills the tables that a key is read from, which takes half the time. */
    static void fillWithoutTrail(DataSource database, Words words, int keys) {
        String id = id(words);
        String handle = handle(words);
        // A salt of 22 characters and a hash of 43, no two alike: H2 packs what repeats.
        String hash = "'" + COST + "' || substring(" + words.md5.formatted("'s' || x") + ", 1, 22) || '$' || "
                + words.md5.formatted("'a' || x") + " || substring(" + words.md5.formatted("'b' || x") + ", 1, 11)";
        inChunks(
                database,
                words,
                keys,
                "insert into latchkey_key (id, tenant, resource, slot, name, permissions, rates, networks, created_at,"
                        + " version, turn) select " + id + ", " + TENANT + ", 'r' || x,"
                        + " case when mod(x, 3) = 0 then 'default' end, 'key ' || x, '*', '', '', " + AT + ", 1,"
                        + " case when mod(x, 3) = 0 then 1 else 0 end",
                "insert into latchkey_handle select " + handle + ", " + id,
                "insert into latchkey_secret (handle, key_id, generation, prefix, last_four, hash, tag, created_at)"
                        + " select " + handle + ", " + id + ", 1, 'ps_', 'abcd', " + hash + ", x, " + AT);
    }

    private static String id(Words words) {
        return "cast(" + words.md5.formatted("'k' || x") + " as uuid)";
    }

    private static String handle(Words words) {
        return "substring(" + words.md5.formatted("'h' || x") + ", 1, 12)";
    }

    private static void inChunks(DataSource database, Words words, int keys, String... inserts) {
        for (int from = 1; from <= keys; from += CHUNK) {
            String series = " from " + words.series.formatted(from, Math.min(keys, from + CHUNK - 1));
            List<String> statements = new ArrayList<>();
            statements.add(words.unchecked);
            Arrays.stream(inserts).map(insert -> insert + series).forEach(statements::add);
            statements.add(words.checked);
            execute(database, statements);
        }
    }

    /** The handle of key number x. */
    static String handle(long x) {
        return md5("h" + x).substring(0, 12);
    }

    /** The id of key number x. */
    static UUID id(long x) {
        String digits = md5("k" + x);
        return new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16));
    }

    /** The hash of key number x. */
    static String hash(long x) {
        return COST + md5("s" + x).substring(0, 22) + "$" + md5("a" + x)
                + md5("b" + x).substring(0, 11);
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A secret of the same kind, with the handle of a number beyond all keys. */
    static Secret secret(long x, Instant now) {
        return new Secret(handle(x), "ps_", "abcd", HASH, ScreeningTag.of((int) x), null, now, null);
    }

    static void execute(DataSource database, List<String> statements) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("could not prepare the database", e);
        }
    }
}
