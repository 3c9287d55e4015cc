package dev.latchkey.architecture.bad.core;

import dev.latchkey.architecture.Breaks;
import java.util.ArrayList;

@Breaks("NOTHING_IS_SERIALIZED")
final class Written extends ArrayList<String> {
    enum Fine {
        FINE
    }

    static final class FineAsWell extends IllegalArgumentException {}
}
