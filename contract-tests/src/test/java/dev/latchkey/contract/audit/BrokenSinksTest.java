package dev.latchkey.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract is worth what it catches: the history of each of these sinks breaks one promise. */
class BrokenSinksTest {
    @Test
    void aHistoryWithoutAFaultPasses() {
        assertThat(SinkOnTrial.failures(ModelSink::new)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aHistoryThatListsWronglyIsCaught() {
        return caught(BrokenSinks.ofLists());
    }

    @TestFactory
    Stream<DynamicTest> aHistoryThatForgetsWronglyIsCaught() {
        return caught(ForgetfulSinks.all());
    }

    private static Stream<DynamicTest> caught(Map<String, Supplier<ModelSink>> broken) {
        return broken.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey(),
                        () -> assertThat(SinkOnTrial.failures(one.getValue())).isNotEmpty()));
    }
}
