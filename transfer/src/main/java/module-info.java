/** Moving keys with their history from one store of Latchkey to another. */
module dev.latchkey.transfer {
    requires transitive dev.latchkey.ports;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;

    exports dev.latchkey.transfer;
}
