package dev.latchkey.architecture.bad.core.hashing;

import dev.latchkey.architecture.Breaks;

abstract class Verbose {
    @Breaks("HASHING_KNOWS_ARGON2_BESIDES")
    abstract void log(org.slf4j.Logger log);

    Object argon2() {
        return de.mkammerer.argon2.Argon2Factory.create();
    }
}
