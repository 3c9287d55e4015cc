package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static dev.latchkey.World.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.AccessEvent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reason for which a request can be refused, with the event that the audit sink gets. */
class RefusalEventsTest {
    private static final KeySpec OF_RESOURCE = KeySpecs.number("wn_1", Permissions.of("messages:send"));
    private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

    private final World world = new World();
    private final Authenticator authenticator = world.latchkey.authenticator();

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MISSING", "RETIRING", "PENDING"})
    void aRefusedRequestReachesTheAuditSink(Refusal refusal) {
        Request request = refusedBy(refusal);
        World.assertRefused(authenticator.authenticate(request.presented(), request.needs(), ADDRESS), refusal);
        assertRecorded(event(refusal, request, 1));
        World.assertRefused(authenticator.authenticateTrusted(request.handle(), request.needs(), ADDRESS), refusal);
        World.assertRefused(authenticator.authenticateTrusted(request.handle(), request.needs(), ADDRESS), refusal);
        assertRecorded(event(refusal, request, 2));
    }

    @Test
    void aRequestWithoutACredentialIsNoEvent() {
        World.assertRefused(authenticator.authenticate(null, Requirement.ANY, ADDRESS), Refusal.MISSING);
        assertRecorded();
    }

    @Test
    void aRefusedPrincipalThatIsNoKeyReachesTheAuditSink() {
        Caller session = Caller.of("acme", Scope.resource("wn_1"), Permissions.NONE, "ada");
        World.assertRefused(authenticator.authorizePrincipal(session, Requirement.TENANT, null), Refusal.RESOURCE_KEY);
        assertRecorded(new AccessEvent(START, AccessEvent.Kind.REFUSED, "RESOURCE_KEY", "acme", null, null, null, 1));
    }

    /** Makes a request that is refused for a reason. A new reason does not compile before it has a row. */
    private Request refusedBy(Refusal refusal) {
        return switch (refusal) {
            case MISSING -> throw new IllegalArgumentException("there is no credential to present");
            case PENDING -> throw new IllegalArgumentException("a pending secret is refused a change, not a request");
            case RETIRING -> throw new IllegalArgumentException("a retiring secret is refused a change, not a request");
            case MALFORMED -> new Request("garbage", "?", null, Requirement.ANY);
            case INVALID ->
                new Request(Forged.sameHandle(world.issue(SPEC).rawKey()), "Unknown12345", null, Requirement.ANY);
            case RETIRED -> {
                IssuedKey key = world.issue(SPEC);
                world.watched(world.keys().rotate("acme", key.key().id(), RotationMode.NOW, ACTOR))
                        .orElseThrow();
                yield of(key, Requirement.ANY);
            }
            case REVOKED -> {
                IssuedKey key = world.issue(SPEC);
                world.keys().revoke("acme", key.key().id(), "leaked", ACTOR).orElseThrow();
                yield of(key, Requirement.ANY);
            }
            case EXPIRED -> {
                IssuedKey key = world.issue(SPEC.expiresAt(START.plusMillis(1)));
                world.clock.advance(Duration.ofMillis(1));
                yield of(key, Requirement.ANY);
            }
            case SUSPENDED -> {
                IssuedKey key = world.issue(SPEC);
                world.keys().suspend("acme", key.key().id(), "unpaid", ACTOR).orElseThrow();
                yield of(key, Requirement.ANY);
            }
            case NETWORK ->
                of(world.issue(SPEC.limits(new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8"))))), Requirement.ANY);
            case RESOURCE_KEY -> of(world.issue(OF_RESOURCE), Requirement.TENANT);
            case TENANT_KEY -> of(world.issue(SPEC), Requirement.RESOURCE);
            case OTHER_RESOURCE -> of(world.issue(OF_RESOURCE), Requirement.RESOURCE.on("wn_2"));
            case PERMISSION -> of(world.issue(OF_RESOURCE), Requirement.RESOURCE.with("messages:read"));
        };
    }

    private static Request of(IssuedKey key, Requirement needs) {
        return new Request(
                key.rawKey().reveal(), key.rawKey().handle(), key.key().id(), needs);
    }

    private AccessEvent event(Refusal refusal, Request request, long count) {
        String tenant = request.proven() == null ? null : "acme";
        return new AccessEvent(
                world.clock.instant(),
                AccessEvent.Kind.REFUSED,
                refusal.name(),
                tenant,
                request.proven(),
                ADDRESS.getHostAddress(),
                null,
                count);
    }

    /** Compares what was recorded since the last time. */
    private void assertRecorded(AccessEvent... expected) {
        world.latchkey.flush();
        assertThat(world.recorded).containsExactly(expected);
        world.recorded.clear();
    }

    /**
     * A request that is refused.
     *
     * @param presented the raw key that the client sends
     * @param handle the handle that a trusted peer names instead
     * @param proven the id of the key whose possession is proven, null when none is
     * @param needs what the request needs
     */
    private record Request(String presented, String handle, UUID proven, Requirement needs) {}
}
