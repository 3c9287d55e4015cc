package dev.latchkey.architecture.bad.tests;

import dev.latchkey.architecture.bad.adapter.inmemory.HalfTested;
import dev.latchkey.architecture.bad.contract.limits.RateLimiterContract;

final class HalfTestedTest extends RateLimiterContract {
    final HalfTested subject = new HalfTested();
}
