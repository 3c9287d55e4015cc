package dev.latchkey.architecture.bad.core.internal;

public class Hidden {
    protected Hidden() {}

    public static class Failure extends IllegalStateException {}
}
