package dev.latchkey.architecture.bad.ports;

public interface RateLimiter {}
