package dev.latchkey.architecture.bad.ports.spi;

public interface RateLimiter {}
