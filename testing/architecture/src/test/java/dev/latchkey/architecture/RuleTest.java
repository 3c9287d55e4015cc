package dev.latchkey.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Latchkey keeps its rules. */
class RuleTest {
    @ParameterizedTest
    @EnumSource
    void everyRuleIsKept(Rule rule) {
        assertThat(rule.evaluate(Hexagon.latchkey()).getFailureReport().getDetails())
                .as("%s: %s", rule, rule.of(Hexagon.latchkey()).getDescription())
                .isEmpty();
    }
}
