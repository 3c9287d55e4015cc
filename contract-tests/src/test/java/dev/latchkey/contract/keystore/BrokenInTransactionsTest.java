package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract is worth what it catches: each of these stores breaks one promise about transactions of a host. */
class BrokenInTransactionsTest {
    @Test
    void aStoreWithoutAFaultPasses() {
        assertThat(JoiningOnTrial.failures(JoiningModel::new)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatJoinsWronglyIsCaught() {
        return BrokenInTransactions.all().entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey(),
                        () -> assertThat(JoiningOnTrial.failures(one.getValue()))
                                .isNotEmpty()));
    }
}
