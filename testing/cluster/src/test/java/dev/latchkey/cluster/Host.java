package dev.latchkey.cluster;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Latchkey as a host sets it up. */
final class Host implements Door, AutoCloseable {
    static final String TENANT = "acme";
    static final KeyFormat FORMAT = KeyFormat.of("lk_");

    private static final RotationMode OVERLAP = RotationMode.overlap(Duration.ofHours(1));
    private final Connections connections;
    private final Latchkey latchkey;

    /** Closes the connections when it is closed. */
    Host(Connections connections, int revalidatedKeys) {
        this.connections = connections;
        latchkey = Latchkey.builder()
                .store(connections.store())
                .keyFormat(FORMAT)
                // Cheap, for what is tried here is the database.
                .argon2(new Argon2Parameters(64, 1, 1))
                .revalidatedKeys(revalidatedKeys)
                .flushEvery(Duration.ofMillis(200))
                .build();
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
        return KeySpec.of(TENANT, Scope.tenant(), "cluster").allPermissions().slot(slot);
    }

    private static Answer answer(Verdict verdict) {
        return switch (verdict.outcome()) {
            case ACCEPTED -> {
                ApiKey key = verdict.acceptedCaller().key();
                yield Answer.accepted(key == null ? "" : key.id().toString());
            }
            case REFUSED -> Answer.NOTHING;
            case LIMITED, TOO_MANY_ATTEMPTS, OVERLOADED, UNAVAILABLE -> Answer.UNKNOWN;
        };
    }

    private static Answer issued(Result<IssuedKey> result) {
        if (!result.isDone()) {
            return Answer.NOTHING;
        }
        IssuedKey issued = result.value();
        return new Answer(
                Outcome.DONE,
                issued.key().id().toString(),
                issued.key().version(),
                issued.rawKey().handle(),
                issued.rawKey().reveal());
    }

    private static Answer revoked(Result<ApiKey> result) {
        if (!result.isDone()) {
            return Answer.NOTHING;
        }
        ApiKey key = result.value();
        return new Answer(Outcome.DONE, key.id().toString(), key.version(), "", "");
    }

    @Override
    public void close() {
        latchkey.close();
        connections.close();
    }
}
