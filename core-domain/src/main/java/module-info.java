/** The model of Latchkey: keys, their format and their rules. */
@SuppressWarnings("module") // The modules named here are built later: they are not known while this is compiled.
module dev.latchkey.core {
    requires static transitive org.jspecify;
    requires de.mkammerer.argon2.nolibs;

    exports dev.latchkey.core;
    exports dev.latchkey.core.access;
    exports dev.latchkey.core.format;
    exports dev.latchkey.core.hashing;
    exports dev.latchkey.core.internal to
            dev.latchkey,
            dev.latchkey.ports;
    exports dev.latchkey.core.key;
    exports dev.latchkey.core.scope;
    exports dev.latchkey.core.sealing;
}
