package dev.latchkey.cluster;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.api.IssuedKey;
import dev.latchkey.ports.api.Latchkey;
import dev.latchkey.ports.api.Result;
import dev.latchkey.ports.api.Verdict;
import dev.latchkey.ports.spi.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** Latchkey on PostgreSQL as a host sets it up: a pool of its own, and a time-out at every step. */
final class Host implements Door, AutoCloseable {
    static final String TENANT = "acme";
    static final KeyFormat FORMAT = KeyFormat.of("lk_");

    private static final Duration OVERLAP = Duration.ofHours(1);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration VALIDATE = Duration.ofMillis(500);
    private static final Duration READ = Duration.ofSeconds(1);

    /** The longest wait that these time-outs allow one read: for a connection, whose check may begin at the last moment, and for the answer. */
    static final Duration LONGEST_READ = CONNECT.plus(VALIDATE).plus(READ);

    private final HikariDataSource pool = new HikariDataSource();
    private final Latchkey latchkey;

    Host(int port, int connections) {
        pool.setDataSource(database(port));
        pool.setMaximumPoolSize(connections);
        pool.setConnectionTimeout(CONNECT.toMillis());
        pool.setValidationTimeout(VALIDATE.toMillis());
        latchkey = Latchkey.builder()
                .store(JdbcKeyStore.on(pool))
                .keyFormat(FORMAT)
                // Cheap, for what is tried here is the database.
                .argon2(new Argon2Parameters(64, 1, 1))
                .flushEvery(Duration.ofMillis(200))
                .build();
    }

    private static PGSimpleDataSource database(int port) {
        PGSimpleDataSource database = Postgres.database(port);
        database.setConnectTimeout((int) CONNECT.toSeconds());
        database.setSocketTimeout((int) READ.toSeconds());
        return database;
    }

    HikariDataSource pool() {
        return pool;
    }

    Latchkey latchkey() {
        return latchkey;
    }

    @Override
    public Optional<Answer> ask(Kind kind, String argument, String actor) {
        Actor who = Actor.user(actor);
        try {
            return Optional.of(
                    switch (kind) {
                        case AUTHENTICATE ->
                            answer(latchkey.authenticator().authenticate(argument, Requirement.ANY, null));
                        case ISSUE -> issued(latchkey.keys().issue(spec(argument), who));
                        case REGENERATE -> issued(latchkey.keys().regenerate(spec(argument), who));
                        case ROTATE -> issued(latchkey.keys().rotate(TENANT, UUID.fromString(argument), OVERLAP, who));
                        case REVOKE ->
                            revoked(latchkey.keys().revoke(TENANT, UUID.fromString(argument), "at random", who));
                    });
        } catch (StoreException e) {
            return Optional.of(Answer.UNKNOWN);
        }
    }

    private static KeySpec spec(String slot) {
        return KeySpec.of(TENANT, Scope.tenant(), "cluster").slot(slot);
    }

    private static Answer answer(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted accepted) {
            ApiKey key = accepted.caller().key();
            return Answer.accepted(key == null ? "" : key.id().toString());
        }
        return verdict instanceof Verdict.Refused ? Answer.NOTHING : Answer.UNKNOWN;
    }

    private static Answer issued(Result<IssuedKey> result) {
        if (!(result instanceof Result.Done<IssuedKey> done)) {
            return Answer.NOTHING;
        }
        IssuedKey issued = done.value();
        return new Answer(
                Outcome.DONE,
                issued.key().id().toString(),
                issued.key().version(),
                issued.rawKey().handle(),
                issued.rawKey().reveal());
    }

    private static Answer revoked(Result<ApiKey> result) {
        return result instanceof Result.Done<ApiKey> done
                ? new Answer(
                        Outcome.DONE, done.value().id().toString(), done.value().version(), "", "")
                : Answer.NOTHING;
    }

    @Override
    public void close() {
        latchkey.close();
        pool.close();
    }
}
