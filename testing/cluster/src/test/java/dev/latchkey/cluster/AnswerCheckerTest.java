package dev.latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing would be no use: it is shown what it must find, and what it must not. */
class AnswerCheckerTest {
    private final History history = new History().issue(1, "k", "a");

    @Test
    void aLifeInOrderIsRight() {
        history.accepted(3, "a", "k")
                .regenerate(5, 2, "b")
                .refused(7, "a")
                .accepted(7, "b", "k")
                .revoke(9, "k", 3)
                .refused(11, "b")
                .issue(13, "other", "c")
                .accepted(15, "c", "other");
        assertRight();
    }

    @Test
    void anAcceptanceAfterARegenerationWasAcknowledgedIsFound() {
        history.regenerate(5, 2, "b").accepted(7, "a", "k");
        assertFound().startsWith("accepted after its end");
    }

    @Test
    void anAcceptanceAfterARevocationWasAcknowledgedIsFound() {
        history.revoke(5, "k", 2).accepted(7, "a", "k");
        assertFound().startsWith("accepted after its end");
    }

    @Test
    void anAcceptanceDuringARevocationIsRight() {
        history.change(Kind.REVOKE, 5, 9, "k", 2, "").accepted(8, "a", "k");
        assertRight();
    }

    @Test
    void anAcceptanceAfterALostRevocationIsRightUntilSomeoneSawIt() {
        history.lost(Kind.REVOKE, 5).accepted(7, "a", "k");
        assertRight();
        // Answered alike, though made by the lost one.
        history.acknowledged(Kind.REVOKE, 9, 10, "k", 2, "").accepted(11, "a", "k");
        assertFound().startsWith("accepted after its end");
    }

    @Test
    void theEarliestOfSeveralEndsCounts() {
        history.change(Kind.REGENERATE, 5, 20, "k", 2, "b")
                .change(Kind.REGENERATE, 6, 9, "k", 3, "c")
                .accepted(10, "a", "k");
        assertFound().startsWith("accepted after its end");
    }

    @Test
    void aRotationWithAnOverlapSparesItsPredecessor() {
        history.rotate(3, 2, "b").accepted(5, "a", "k").accepted(5, "b", "k");
        assertRight();
    }

    @Test
    void aSecondRotationEndsTheFirstSecret() {
        history.rotate(3, 2, "b").rotate(5, 3, "c").accepted(7, "b", "k");
        assertRight();
        history.accepted(7, "a", "k");
        assertFound().startsWith("accepted after its end");
    }

    @Test
    void aForgeryThatIsAcceptedIsFound() {
        history.accepted(3, "forged a", "k");
        assertFound().startsWith("accepted, but not given");
    }

    @Test
    void aKeyTakenForAnotherIsFound() {
        history.accepted(3, "a", "other");
        assertFound().startsWith("accepted, but not given");
    }

    @Test
    void twoKeysInOneSlotAreFound() {
        history.issue(3, "other", "b").accepted(5, "a", "k").accepted(9, "b", "other");
        assertThat(history.answerViolations()).isNotEmpty().allMatch(found -> found.startsWith("two in slot s"));
    }

    @Test
    void aKeyAcceptedBeforeItsSuccessorWasKnownIsRight() {
        history.lost(Kind.REVOKE, 3)
                .change(Kind.ISSUE, 5, 9, "other", 1, "b")
                .accepted(8, "a", "k")
                .accepted(11, "b", "other");
        assertRight();
    }

    @Test
    void twoSecretsOfOneKeyInOneSlotAreFoundWhateverTheirVersionsSay() {
        // Version 1 is accepted though 2 was acknowledged: both rules see it.
        history.regenerate(3, 2, "b").accepted(7, "a", "k").accepted(7, "b", "k");
        assertThat(history.answerViolations()).anyMatch(found -> found.startsWith("two in slot s"));
    }

    @Test
    void aLostUpdateIsFound() {
        history.regenerate(3, 2, "b").regenerate(3, 2, "c");
        assertFound().startsWith("one version, made twice");
    }

    @Test
    void aHandleGivenTwiceIsFound() {
        history.revoke(3, "k", 2).issue(5, "other", "a");
        assertFound().startsWith("one handle, given twice");
    }

    @Test
    void aVersionThatGoesBackInTimeIsFound() {
        history.regenerate(5, 3, "c").regenerate(7, 2, "b");
        assertFound().startsWith("a change overtook");
    }

    @Test
    void aRevokedKeyThatIsChangedIsFound() {
        history.revoke(3, "k", 2).regenerate(5, 3, "b");
        assertFound().startsWith("a revoked key was changed");
    }

    private void assertRight() {
        assertThat(history.answerViolations()).isEmpty();
    }

    private AbstractStringAssert<?> assertFound() {
        assertThat(history.answerViolations()).hasSize(1);
        return assertThat(history.answerViolations().get(0));
    }
}
