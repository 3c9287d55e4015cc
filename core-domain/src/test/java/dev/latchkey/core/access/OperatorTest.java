package dev.latchkey.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.Samples;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperatorTest {
    private static final Operator ADA = Operator.of(Actor.user("ada"));
    private static final Permissions SEND = Permissions.of("messages:send");

    @Test
    void anOperatorMayNothingUnlessItIsSaid() {
        assertThat(ADA.may()).isEmpty();
        assertThat(ADA.mayGrant()).isEqualTo(Permissions.NONE);
        assertThat(ADA.tenants()).isEmpty();
        assertThat(ADA.sees("acme")).isFalse();
        assertThat(ADA.ambient()).isTrue();
        assertThat(ADA.reauthentication()).isNull();
        assertThat(ADA.displayName()).isEqualTo("ada");
        assertThat(ADA.onlyTenant()).isEmpty();
    }

    @Test
    void anOperatorSeesItsTenantsAlone() {
        assertThat(ADA.tenants("acme").sees("acme")).isTrue();
        assertThat(ADA.tenants("acme").sees("globex")).isFalse();
        assertThat(ADA.tenants("acme").onlyTenant()).hasValue("acme");
        assertThat(ADA.tenants("acme", "globex").onlyTenant()).isEmpty();
        assertThat(ADA.allTenants().sees("anyone")).isTrue();
        assertThat(ADA.allTenants().onlyTenant()).isEmpty();
        assertThatThrownBy(() -> ADA.tenants("")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void eachPermissionIsGrantedByItsNameOrByThePatternOfAllButNeverByTheStar() {
        for (ManagementPermission one : ManagementPermission.values()) {
            assertThat(ManagementPermission.grantedBy(Permissions.of(one.permission())))
                    .containsExactly(one);
        }
        assertThat(ManagementPermission.READ.permission()).isEqualTo("keys:read");
        assertThat(ManagementPermission.grantedBy(Permissions.of("keys:*", "messages:*")))
                .isEqualTo(EnumSet.allOf(ManagementPermission.class));
        assertThat(ManagementPermission.grantedBy(Permissions.ALL)).isEmpty();
        assertThat(ManagementPermission.grantedBy(Permissions.of("key:*", "keys:reads", "messages:*")))
                .isEmpty();
    }

    @Test
    void anApiKeyManagesItsOwnTenantWithWhatItAndItsCallerHold() {
        ApiKey key = Samples.issued(Samples.SPEC);
        Caller caller = Caller.of(key, key.currentSecret());
        Operator operator = Operator.of(new Caller(
                "acme", Scope.tenant(), Permissions.of("keys:read", "keys:revoke"), "ci", null, null, caller.origin()));
        assertThat(operator.may()).containsExactlyInAnyOrder(ManagementPermission.READ, ManagementPermission.REVOKE);
        assertThat(operator.tenants()).containsExactly("acme");
        assertThat(operator.ambient()).isFalse();
        assertThat(Operator.of(caller).may()).isEmpty();
    }

    @Test
    void aMissingPermissionIsRefused() {
        Operator reader = ADA.may(ManagementPermission.READ);
        assertThat(ManagementRules.holds(reader, Set.of())).isNull();
        assertThat(ManagementRules.holds(reader, Set.of(ManagementPermission.READ)))
                .isNull();
        assertThat(ManagementRules.holds(reader, Set.of(ManagementPermission.READ, ManagementPermission.REVOKE)))
                .isEqualTo(Refusal.PERMISSION);
        assertThat(ManagementRules.holds(ADA.mayEverything(), EnumSet.allOf(ManagementPermission.class)))
                .isNull();
    }

    @Test
    void wideningNeedsTheRightToGrantAndNarrowingNeedsNone() {
        Operator sender = ADA.mayGrant(SEND);
        Authority send = new Authority(SEND, Limits.NONE, Instant.parse("2030-01-01T00:00:00Z"));
        Authority all = send.permissions(Permissions.ALL);
        assertThat(ManagementRules.change(sender, all, send)).isNull();
        assertThat(ManagementRules.change(sender, all, all)).isNull();
        assertThat(ManagementRules.change(sender, send, send.expiresAt(null))).isNull();
        assertThat(ManagementRules.change(sender, send, all)).isEqualTo(Refusal.PERMISSION);
        assertThat(ManagementRules.change(sender, all, all.expiresAt(null))).isEqualTo(Refusal.PERMISSION);
        // It can do more than may be granted, and would live longer than now.
        assertThat(ManagementRules.change(sender, all, send.expiresAt(null))).isEqualTo(Refusal.PERMISSION);
        assertThat(ManagementRules.handOut(sender, SEND)).isNull();
        assertThat(ManagementRules.handOut(sender, Permissions.of("messages:*")))
                .isEqualTo(Refusal.PERMISSION);
    }

    @Test
    void anOperatorThatMayGrantEverythingGrantsOnlyTheManagementPermissionsThatItHolds() {
        Operator issuer = ADA.may(ManagementPermission.ISSUE).mayGrant(Permissions.ALL);
        assertThat(ManagementRules.handOut(issuer, Permissions.of("*", "messages:send", "keys:issue")))
                .isNull();
        assertThat(ManagementRules.handOut(issuer, Permissions.of("keys:revoke")))
                .isEqualTo(Refusal.PERMISSION);
        assertThat(ManagementRules.handOut(issuer, Permissions.of("keys:*"))).isEqualTo(Refusal.PERMISSION);
        assertThat(ManagementRules.handOut(issuer.mayEverything(), Permissions.of("keys:*")))
                .isNull();
        assertThat(ManagementRules.handOut(ADA.mayGrant(Permissions.of("keys:revoke")), Permissions.of("keys:revoke")))
                .isNull();
        assertThat(ManagementRules.handOut(ADA.mayEverything().mayGrant(SEND), Permissions.of("keys:revoke")))
                .isEqualTo(Refusal.PERMISSION);
    }
}
