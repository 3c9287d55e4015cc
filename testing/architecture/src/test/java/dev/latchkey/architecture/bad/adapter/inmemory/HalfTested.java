package dev.latchkey.architecture.bad.adapter.inmemory;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.ports.KeyStore;
import dev.latchkey.architecture.bad.ports.RateLimiter;

/** Two ports, and a test of one of them. */
@Breaks("EVERY_ADAPTER_PASSES_ITS_CONTRACT")
public final class HalfTested implements KeyStore, RateLimiter {}
