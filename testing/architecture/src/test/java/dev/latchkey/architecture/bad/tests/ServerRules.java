package dev.latchkey.architecture.bad.tests;

import dev.latchkey.architecture.bad.adapter.inmemory.NotRunInside;
import dev.latchkey.architecture.bad.adapter.inmemory.TestedInside;
import dev.latchkey.architecture.bad.contract.limits.RateLimiterContract;
import org.junit.jupiter.api.Nested;

abstract class ServerRules {
    @Nested
    class Limiting extends RateLimiterContract {
        final TestedInside subject = new TestedInside();
    }

    static class Forgotten extends RateLimiterContract {
        final NotRunInside subject = new NotRunInside();
    }
}
