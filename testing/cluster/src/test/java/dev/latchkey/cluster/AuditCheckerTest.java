package dev.latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A checker that finds nothing would be no use: it is shown what it must find, and what it must not. */
class AuditCheckerTest {
    private final History history = new History().issue(1, "k", "a");

    @Test
    void aLifeInOrderIsRight() {
        history.regenerate(3, 2, "b")
                .refused(5, "a")
                .revoke(7, "k", 3)
                .refused(9, "b")
                .issue(11, "other", "c")
                .declined(Kind.ISSUE, 13)
                .refused(15, "forged c")
                .key("k", 3, true)
                .key("other", 1, false, "c");
        assertRight();
    }

    @Test
    void aLostChangeMayHaveBeenMadeOrNot() {
        history.lost(Kind.REGENERATE, 3).key("k", 1, false, "a");
        assertRight();

        History made = new History().issue(1, "k", "a").lost(Kind.REGENERATE, 3);
        made.event("k", 2, "ROTATED", made.actor()).refused(5, "a").key("k", 2, false, "unknown");
        assertThat(made.auditViolations()).isEmpty();
    }

    @Test
    void aRevocationThatFindsItselfMadeByALostOneIsRight() {
        history.lost(Kind.REVOKE, 3)
                .event("k", 2, "REVOKED", history.actor())
                .acknowledged(Kind.REVOKE, 5, 6, "k", 2, "")
                .key("k", 2, true);
        assertRight();
    }

    @Test
    void aRefusalOfAKeyThatNobodyEndedIsFound() {
        history.refused(3, "a").key("k", 1, false, "a");
        assertFound("refused, but never ended");
    }

    @Test
    void aRefusalOfAKeyThatALostChangeDidNotEndIsFound() {
        history.lost(Kind.REVOKE, 3).refused(5, "a").key("k", 1, false, "a");
        assertFound("refused, but never ended");
    }

    @Test
    void aRefusalBeforeAnybodyWishedTheEndIsFound() {
        history.refused(3, "a").revoke(5, "k", 2).key("k", 2, true);
        assertFound("refused before anybody wished it");
    }

    @Test
    void aRefusalWhileTheEndIsUnderWayIsRight() {
        history.refused(3, "a").change(Kind.REVOKE, 3, 9, "k", 2, "").key("k", 2, true);
        assertRight();
    }

    @Test
    void aRotationWithAnOverlapIsNoReasonToRefuseItsPredecessor() {
        history.rotate(3, 2, "b").refused(5, "a").key("k", 2, false, "b");
        assertFound("refused, but never ended");
    }

    @Test
    void aSecondRotationIsAReasonToRefuseTheFirstSecret() {
        history.rotate(3, 2, "b").rotate(5, 3, "c").refused(7, "a").key("k", 3, false, "c");
        assertRight();
    }

    @Test
    void anAcknowledgedChangeWithoutItsEventIsFound() {
        history.acknowledged(Kind.REGENERATE, 3, 4, "k", 2, "b").key("k", 1, false, "a");
        assertFound("acknowledged, but not in the audit");
    }

    @Test
    void anEventOfACallThatWasDeclinedIsFound() {
        history.declined(Kind.REVOKE, 3)
                .event("k", 2, "REVOKED", history.actor())
                .key("k", 2, true);
        assertFound("an event of a call that did not make it");
    }

    @Test
    void anEventThatNobodyAskedForIsFound() {
        history.event("k", 2, "ROTATED", "nobody").key("k", 2, false, "b");
        assertFound("an event of a call that did not make it");
    }

    @Test
    void aCallWithTwoEventsIsFound() {
        history.regenerate(3, 2, "b").event("k", 3, "ROTATED", history.actor()).key("k", 3, false, "b");
        assertFound("an event of a call that did not make it");
    }

    @Test
    void anotherEventThanWasAskedForIsFound() {
        history.lost(Kind.REVOKE, 3).event("k", 2, "ROTATED", history.actor()).key("k", 2, false, "b");
        assertFound("an event that its call did not ask for");
    }

    @Test
    void aGapIsFound() {
        history.regenerate(3, 3, "b").key("k", 3, false, "b");
        assertFound("a history with gaps");
    }

    @Test
    void aVersionAheadOfItsHistoryIsFound() {
        history.key("k", 2, false, "a");
        assertFound("a history with gaps");
    }

    @Test
    void aRevocationThatIsUndoneIsFound() {
        history.revoke(3, "k", 2).key("k", 2, false, "a");
        assertFound("a state that is not its history's");
    }

    @Test
    void twoCurrentSecretsAreFound() {
        history.regenerate(3, 2, "b").key("k", 2, false, "b", "a");
        assertFound("not one current secret");
    }

    @Test
    void aCurrentSecretOfARevokedKeyIsFound() {
        history.revoke(3, "k", 2).key("k", 2, true, "a");
        assertFound("not one current secret");
    }

    @Test
    void aKeyThatNobodyRevokedWithoutACurrentSecretIsFound() {
        history.lost(Kind.ROTATE, 3).event("k", 2, "ROTATED", history.actor()).key("k", 2, false);
        assertFound("not one current secret");
    }

    @Test
    void anotherCurrentSecretThanTheLastGivenIsFound() {
        history.regenerate(3, 2, "b").key("k", 2, false, "a");
        assertFound("another current secret than was given");
    }

    @Test
    void twoKeysInOneSlotAreFound() {
        history.issue(3, "other", "b").key("k", 1, false, "a").key("other", 1, false, "b");
        assertFound("a second key in its slot");
    }

    @Test
    void aKeyThatIsGoneIsFound() {
        assertFound("a lost key");
    }

    private void assertRight() {
        assertThat(history.auditViolations()).isEmpty();
    }

    private void assertFound(String what) {
        assertThat(history.auditViolations()).singleElement().asString().startsWith(what);
    }
}
