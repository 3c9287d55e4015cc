/** Latchkey over HTTP without a web stack: routes, credentials, endpoints and error styles. */
module dev.latchkey.http {
    requires transitive dev.latchkey;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires com.fasterxml.jackson.core;

    exports dev.latchkey.http;
    exports dev.latchkey.http.spi;
}
