/** The ports of Latchkey: {@code api} is what a host calls, {@code spi} is what an adapter implements. */
module dev.latchkey.ports {
    requires transitive dev.latchkey.core;
    requires static transitive org.jspecify;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;

    exports dev.latchkey.ports.api;
    exports dev.latchkey.ports.spi;
}
