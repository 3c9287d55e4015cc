package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.HandshakeContract;
import dev.latchkey.http.contract.fixture.Server;
import org.junit.jupiter.api.Nested;

/** The handshake of a WebSocket in a servlet container, whatever was configured first. */
abstract class ServletHandshakeRules {
    /**
     * Starts a container whose WebSocket is configured before or after the filter.
     *
     * @param installFirst whether the filter is installed first
     * @param part the pattern of what the filter guards
     * @param mountPath the context path
     * @param web decides about every request
     */
    abstract Server start(boolean installFirst, String part, String mountPath, LatchkeyWeb web);

    @Nested
    class ConfiguredAfterwards extends Handshakes {
        ConfiguredAfterwards() {
            super(true, "/*");
        }
    }

    @Nested
    class ConfiguredBefore extends Handshakes {
        ConfiguredBefore() {
            super(false, "/*");
        }
    }

    @Nested
    class ConfiguredAfterwardsForAPart extends Handshakes {
        ConfiguredAfterwardsForAPart() {
            super(true, "/v1/*");
        }
    }

    @Nested
    class ConfiguredBeforeForAPart extends Handshakes {
        ConfiguredBeforeForAPart() {
            super(false, "/v1/*");
        }
    }

    /** The contract, in one of these orders. */
    abstract class Handshakes extends HandshakeContract {
        private final boolean installFirst;
        private final String part;

        Handshakes(boolean installFirst, String part) {
            this.installFirst = installFirst;
            this.part = part;
        }

        @Override
        protected Server start(String mountPath, LatchkeyWeb web) {
            return ServletHandshakeRules.this.start(installFirst, part, mountPath, web);
        }
    }
}
