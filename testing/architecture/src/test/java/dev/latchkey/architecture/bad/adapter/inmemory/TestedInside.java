package dev.latchkey.architecture.bad.adapter.inmemory;

import dev.latchkey.architecture.bad.ports.RateLimiter;

/** Tested by a class inside a test, which inherits it. */
public final class TestedInside implements RateLimiter {}
