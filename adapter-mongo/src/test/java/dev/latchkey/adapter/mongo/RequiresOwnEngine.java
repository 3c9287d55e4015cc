package dev.latchkey.adapter.mongo;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests that need MongoDB's own engine. Where it cannot be had, the class is reported as skipped once, with the reason.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(RequiresOwnEngine.Condition.class)
@interface RequiresOwnEngine {
    /** Looks for the engine. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Servers.engine().available()
                    ? ConditionEvaluationResult.enabled("MongoDB's own engine is there")
                    : ConditionEvaluationResult.disabled(Servers.engine().problem());
        }
    }
}
