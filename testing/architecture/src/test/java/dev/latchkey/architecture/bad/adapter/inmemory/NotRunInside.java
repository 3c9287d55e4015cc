package dev.latchkey.architecture.bad.adapter.inmemory;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.ports.RateLimiter;

/** Mentioned by a class inside a test that is not marked as nested, so that nothing runs it. */
@Breaks("EVERY_ADAPTER_PASSES_ITS_CONTRACT")
public final class NotRunInside implements RateLimiter {}
