package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Callers and operators that a host made of texts with a raw key, for example of the token that a client sent. They are
 * judged as any other, and no event, bucket or log line has the raw key.
 */
class RawKeyCallersTest {
    private static final RateLimit LIMIT = new RateLimit(1, 1, Duration.ofHours(1));

    private final List<String> buckets = new ArrayList<>();
    private boolean working = true;
    private int tokens = 1;
    private final World world = new World(builder ->
            builder.rateLimits(RateLimits.perTenant(this::take, LIMIT)).operatorRate(this::take, LIMIT));
    private final String raw = world.issue(World.SPEC).rawKey().reveal();

    private RateDecision take(String bucket, List<RateLimit> limits) {
        buckets.add(bucket);
        if (!working) {
            throw new StoreException("the limiter is down", null);
        }
        tokens--;
        return tokens >= 0
                ? new RateDecision(true, LIMIT, tokens, Duration.ZERO, Duration.ZERO)
                : new RateDecision(false, LIMIT, 0, Duration.ZERO, Duration.ofSeconds(1));
    }

    @AfterEach
    void noneHasTheRawKey() {
        world.latchkey.flush();
        world.close();
        assertThat(world.recorded).noneMatch(event -> event.toString().contains(raw));
        assertThat(buckets).isNotEmpty().noneMatch(bucket -> bucket.contains(raw));
    }

    private Verdict authorize(Requirement requirement) {
        Caller caller = Caller.of(raw, Scope.resource("r"), Permissions.NONE, raw);
        return world.latchkey.authenticator().authorizePrincipal(caller, requirement, null);
    }

    private void assertRecorded(AccessEvent.Kind kind, String reason) {
        world.latchkey.flush();
        assertThat(world.recorded)
                .containsExactly(new AccessEvent(World.START, kind, reason, null, null, null, null, 1));
    }

    @Test
    void aRefusedPrincipalIsRecordedWithoutItsTenant() {
        World.assertRefused(authorize(Requirement.TENANT), Refusal.RESOURCE_KEY);
        assertRecorded(AccessEvent.Kind.REFUSED, "RESOURCE_KEY");
    }

    @Test
    void aLimitedPrincipalIsRecordedWithoutItsTenant() {
        tokens = 0;
        assertThat(authorize(Requirement.ANY).outcome()).isEqualTo(Verdict.Outcome.LIMITED);
        assertRecorded(AccessEvent.Kind.LIMITED, "RATE");
    }

    @Test
    void aPrincipalIsNotNamedWhenTheLimiterFails() {
        working = false;
        assertThat(authorize(Requirement.ANY).outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
        assertThat(world.logs().text()).contains("redacted");
    }

    @Test
    void aTenantThatAnOperatorNamesIsNotRecordedWithItsRefusal() {
        assertThat(world.latchkey.management().take(operator()).allowed()).isTrue();
        assertThat(world.latchkey
                        .management()
                        .by(operator())
                        .revoke(raw, new UUID(0, 1), "leaked")
                        .outcome())
                .isEqualTo(Result.Outcome.FORBIDDEN);
        assertThat(world.recorded).singleElement().returns(null, AccessEvent::tenant);
    }

    @Test
    void aLimitedOperatorIsCountedWithoutItsId() {
        assertThat(world.latchkey
                        .management()
                        .take(Operator.of(Actor.user(raw)))
                        .allowed())
                .isTrue();
    }

    private static Operator operator() {
        return Operator.of(Actor.user("eve")).allTenants().may(ManagementPermission.READ);
    }
}
