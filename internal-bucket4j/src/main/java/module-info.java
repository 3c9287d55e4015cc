/** What the rate limiters of Latchkey's adapters share. No API. */
module dev.latchkey.bucket4j.internal {
    requires transitive dev.latchkey.ports;
    requires static transitive org.jspecify;
    // Only for hosts that limit rates with it.
    requires static transitive io.github.bucket4j.core;

    exports dev.latchkey.bucket4j.internal;
}
