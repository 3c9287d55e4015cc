package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AuditActionTest {
    @Test
    void everyNameIsReadAndAnyOtherIsUnknown() {
        for (AuditAction action : AuditAction.values()) {
            assertThat(AuditAction.of(action.name())).isEqualTo(action);
        }
        for (Actor.Kind kind : Actor.Kind.values()) {
            assertThat(Actor.Kind.of(kind.name())).isEqualTo(kind);
        }
        for (String other : List.of("", "issued", "CHANGED_BY_A_NEWER_RELEASE")) {
            assertThat(AuditAction.of(other)).isEqualTo(AuditAction.UNKNOWN);
            assertThat(Actor.Kind.of(other)).isEqualTo(Actor.Kind.UNKNOWN);
        }
    }
}
