package dev.latchkey.architecture.bad.core;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.ports.KeyStore;
import java.nio.file.Path;
import java.util.function.Supplier;

abstract class Worldly {
    @Breaks("CORE_KNOWS_ITSELF_AND_THE_JDK")
    final KeyStore store = null;

    @Breaks("CORE_KNOWS_ITSELF_AND_THE_JDK")
    abstract java.net.URL partOfAnAllowedPackageOnly();

    @Breaks("CORE_KNOWS_ITSELF_AND_THE_JDK")
    abstract void array(java.sql.Connection[] connections);

    @Breaks("CORE_KNOWS_ITSELF_AND_THE_JDK")
    Object file() {
        return Path.of("file");
    }

    @Breaks("CORE_KNOWS_ITSELF_AND_THE_JDK")
    Supplier<Object> lambda() {
        return () -> Path.of("file");
    }

    @Breaks("CORE_KNOWS_ITSELF_AND_THE_JDK")
    Object argon2() {
        return de.mkammerer.argon2.Argon2Factory.create();
    }

    abstract java.net.InetAddress allowed(byte[] bytes, String[][] texts);
}
