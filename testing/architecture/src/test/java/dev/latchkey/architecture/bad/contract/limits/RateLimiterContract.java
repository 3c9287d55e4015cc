package dev.latchkey.architecture.bad.contract.limits;

public abstract class RateLimiterContract {}
