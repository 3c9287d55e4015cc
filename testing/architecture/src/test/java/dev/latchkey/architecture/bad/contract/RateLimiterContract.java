package dev.latchkey.architecture.bad.contract;

public abstract class RateLimiterContract {}
