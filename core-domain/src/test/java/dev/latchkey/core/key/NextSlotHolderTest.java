package dev.latchkey.core.key;

import static dev.latchkey.core.Samples.ACTOR;
import static dev.latchkey.core.Samples.NOW;
import static dev.latchkey.core.Samples.SPEC;
import static dev.latchkey.core.Samples.issued;
import static dev.latchkey.core.Samples.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Samples;
import dev.latchkey.core.key.Transition.Changed;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NextSlotHolderTest {
    private static final Instant LATER = NOW.plusSeconds(1000);

    @Test
    void theSuccessorIsWhatThePreviousKeyWasAndLivesAsLong() {
        KeySpec labeled = SPEC.owner("ada").tags("prod").description("nightly");
        assertThat(NextSlotHolder.specification(issued(labeled), LATER)).isEqualTo(labeled);
        assertThat(NextSlotHolder.specification(issued(SPEC.expiresAt(NOW.plusSeconds(60))), LATER))
                .isEqualTo(SPEC.expiresAt(LATER.plusSeconds(60)));
    }

    @Test
    void aLifetimeIsPositiveAndEndsWithinTheModel() {
        Instant latest = Instant.parse("9999-12-31T23:59:59.999Z");
        assertThat(NextSlotHolder.specification(issued(SPEC.expiresAt(latest)), LATER)
                        .expiresAt())
                .isEqualTo(latest);
        Changed behind = (Changed) issued(SPEC).by(ACTOR, NOW.minusSeconds(9)).changeExpiry(NOW.minusSeconds(8));
        assertThat(NextSlotHolder.specification(behind.next(), LATER).expiresAt())
                .isEqualTo(LATER.plusMillis(1));
    }

    @Test
    void aSuspensionHoldsForTheSuccessor() {
        ApiKey suspended = ((Changed) issued(SPEC).by(ACTOR, NOW).suspend("unpaid")).next();
        for (ApiKey previous : new ApiKey[] {issued(SPEC), suspended}) {
            Changed next = NextSlotHolder.issue(Samples.UUID_TWO, previous, SPEC, secret("HANDLE009"), ACTOR, LATER);
            assertThat(next.next().suspension()).isEqualTo(previous.suspension());
            assertThat(next.next().version()).isEqualTo(1);
            assertThat(next.next().currentSecret().handle()).isEqualTo("HANDLE009");
            assertThat(next.event().action()).isEqualTo(AuditAction.ISSUED);
            assertThat(next.event().changes().contains(new MemberChange("suspension", null, "OPERATOR: unpaid")))
                    .isEqualTo(previous.suspension() != null);
        }
    }
}
