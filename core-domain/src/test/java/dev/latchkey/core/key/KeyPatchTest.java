package dev.latchkey.core.key;

import static dev.latchkey.core.Samples.ACTOR;
import static dev.latchkey.core.Samples.NOW;
import static dev.latchkey.core.Samples.SPEC;
import static dev.latchkey.core.Samples.issued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.key.Transition.Unchanged;
import dev.latchkey.core.scope.Permissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyPatchTest {
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final RateLimit RATE = new RateLimit(60, 1, Duration.ofSeconds(1));
    private static final Cidr NETWORK = Cidr.parse("10.0.0.0/8");

    private final ApiKey key = issued(SPEC);

    @Test
    void severalMembersAreOneVersionAndOneEvent() {
        KeyPatch patch = KeyPatch.NONE
                .name("deploy")
                .owner("ops@example.com")
                .tags(List.of("prod", "ci"))
                .description("deploys")
                .permissions(Permissions.of("messages:send"))
                .rates(List.of(RATE))
                .networks(List.of(NETWORK))
                .expiresAt(LATER);
        Changed changed = (Changed) key.by(ACTOR, NOW).change(patch.applyTo(key.spec()));
        assertThat(changed.next().version()).isEqualTo(key.version() + 1);
        assertThat(changed.next().labels())
                .isEqualTo(new Labels("deploy", "ops@example.com", List.of("ci", "prod"), "deploys"));
        assertThat(changed.next().limits()).isEqualTo(new Limits(List.of(RATE), List.of(NETWORK)));
        assertThat(changed.next().expiresAt()).isEqualTo(LATER);
        assertThat(changed.event().action()).isEqualTo(AuditAction.CHANGED);
        assertThat(changed.event().changes())
                .containsExactlyInAnyOrder(
                        new MemberChange("name", key.name(), "deploy"),
                        new MemberChange("owner", null, "ops@example.com"),
                        new MemberChange("tags", null, "ci,prod"),
                        new MemberChange("description", null, "deploys"),
                        new MemberChange("permissions", "*", "messages:send"),
                        new MemberChange("rates", null, RATE.toString()),
                        new MemberChange("networks", null, NETWORK.toString()),
                        new MemberChange("expiresAt", null, LATER.toString()));
    }

    @Test
    void whatIsNotNamedStays() {
        assertThat(KeyPatch.NONE.applyTo(key.spec())).isEqualTo(key.spec());
        KeySpec limited = KeyPatch.NONE.rates(List.of(RATE)).applyTo(key.spec());
        assertThat(KeyPatch.NONE.networks(List.of(NETWORK)).applyTo(limited).limits())
                .isEqualTo(new Limits(List.of(RATE), List.of(NETWORK)));
        assertThat(key.by(ACTOR, NOW).change(key.spec())).isEqualTo(new Unchanged(key));
    }

    @Test
    void whatNeverChangesIsRefused() {
        KeyChange change = key.by(ACTOR, NOW);
        KeySpec other = new KeySpec("globex", key.scope(), key.labels(), key.slot(), key.authority());
        assertThatThrownBy(() -> change.change(other)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> change.change(key.spec().slot("another"))).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> change.change(key.spec().expiresAt(NOW))).isInstanceOf(InvalidValueException.class);
    }
}
