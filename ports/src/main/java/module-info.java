/** The ports of Latchkey: the interfaces that adapters implement, and the values that both sides exchange. */
@SuppressWarnings("module") // dev.latchkey is built later: it is not known while this is compiled.
module dev.latchkey.ports {
    requires transitive dev.latchkey.core;
    requires static transitive org.jspecify;

    exports dev.latchkey.ports;
    exports dev.latchkey.ports.query;
}
