package dev.latchkey.architecture.bad.core.format;

public abstract class RawKey {
    public abstract String reveal();

    public abstract String handle();
}
