/** What a host calls to issue, authenticate and manage API keys. */
module dev.latchkey {
    requires transitive dev.latchkey.ports;
    requires static transitive org.jspecify;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;

    exports dev.latchkey;
    exports dev.latchkey.feed;
}
