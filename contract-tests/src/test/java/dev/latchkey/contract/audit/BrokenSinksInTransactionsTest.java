package dev.latchkey.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract is worth what it catches: each of these sinks breaks one promise about transactions of a host. */
class BrokenSinksInTransactionsTest {
    @Test
    void aSinkThatRefusesPasses() {
        assertThat(JoiningSinkOnTrial.failures(JoiningSink::new)).isEmpty();
    }

    @Test
    void aSinkWithAConnectionOfItsOwnPasses() {
        assertThat(JoiningSinkOnTrial.failures(JoiningSink.Apart::new)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aSinkThatJoinsIsCaught() {
        Map<String, Supplier<JoiningSink>> broken = new LinkedHashMap<>();
        broken.put("joins", JoiningSink.Joins::new);
        broken.put("refuses at some isolations alone", JoiningSink.RefusesSeldom::new);
        broken.put("refuses without a message", JoiningSink.RefusesInSilence::new);
        broken.put("refuses and keeps", JoiningSink.RefusesAndKeeps::new);
        broken.put("refuses and commits", JoiningSink.RefusesAndCommits::new);
        broken.put("joins on every thread", JoiningSink.JoinsOnEveryThread::new);
        broken.put("refuses for ever", JoiningSink.RefusesForEver::new);
        return broken.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey(),
                        () -> assertThat(JoiningSinkOnTrial.failures(one.getValue()))
                                .isNotEmpty()));
    }
}
