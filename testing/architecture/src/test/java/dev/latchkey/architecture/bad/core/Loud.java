package dev.latchkey.architecture.bad.core;

import dev.latchkey.architecture.Breaks;
import java.util.function.Consumer;
import java.util.function.Supplier;

abstract class Loud {
    @Breaks({"NO_STANDARD_STREAMS", "CORE_KNOWS_ITSELF_AND_THE_JDK"})
    void print() {
        System.out.println();
    }

    @Breaks({"NO_STANDARD_STREAMS", "CORE_KNOWS_ITSELF_AND_THE_JDK"})
    Consumer<String> reference() {
        return System.err::println;
    }

    @Breaks("NO_STANDARD_STREAMS")
    void trace(IllegalStateException e) {
        e.printStackTrace();
    }

    @Breaks("NO_GENERIC_EXCEPTIONS")
    RuntimeException unchecked() {
        return new RuntimeException("something");
    }

    @Breaks("NO_GENERIC_EXCEPTIONS")
    void checked() throws Exception {
        throw new Exception("something");
    }

    @Breaks("NO_GENERIC_EXCEPTIONS")
    Supplier<Error> error() {
        return Error::new;
    }

    @Breaks("NO_GENERIC_EXCEPTIONS")
    Throwable throwable() {
        return new Throwable("something");
    }

    static class Specific extends RuntimeException {
        Specific() {
            super("something");
        }
    }
}
