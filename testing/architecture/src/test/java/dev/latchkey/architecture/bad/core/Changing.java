package dev.latchkey.architecture.bad.core;

import dev.latchkey.architecture.Breaks;

final class Changing {
    @Breaks("FIELDS_ARE_FINAL")
    private static volatile int shared;

    @Breaks("FIELDS_ARE_FINAL")
    private int own;

    private final int fine = 1;

    int next() {
        shared = fine;
        return own++ + shared;
    }
}
