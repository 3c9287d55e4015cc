package dev.latchkey.architecture.bad.console;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.http.Decider;
import dev.latchkey.architecture.bad.ports.KeyStore;
import java.io.InputStream;

abstract class Backstage {
    @Breaks("CONSOLE_KNOWS_FILES_ALONE")
    abstract KeyStore store();

    @Breaks("CONSOLE_KNOWS_FILES_ALONE")
    abstract Service service();

    @Breaks("CONSOLE_KNOWS_FILES_ALONE")
    abstract Decider decider();

    @Breaks("CONSOLE_KNOWS_FILES_ALONE")
    abstract Hidden internal();

    @Breaks("CONSOLE_KNOWS_FILES_ALONE")
    abstract java.net.Socket socket();

    abstract InputStream file();
}
