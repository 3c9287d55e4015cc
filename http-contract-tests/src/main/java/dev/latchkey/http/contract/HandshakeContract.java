package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.PathSpellings;
import dev.latchkey.http.contract.fixture.Server;
import dev.latchkey.http.contract.fixture.TestHost;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The test of a binding whose stack serves WebSockets: no spelling of a handshake is upgraded without a key. Extend
 * this class, start such a server, and run it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HandshakeContract {
    /** The path of a WebSocket that needs a key of the whole tenant. */
    public static final String GUARDED = PathSpellings.PATH;

    /** The path of a WebSocket that is open to everyone. */
    public static final String OPEN = "/v1/open";

    private static final String UPGRADE = "Connection: Upgrade~Upgrade: websocket";

    private TestHost host;
    private String whole;
    private String bound;

    /** Creates the contract, for the test of a binding. */
    protected HandshakeContract() {}

    /**
     * Starts a server on a free port of the loopback address. Its application upgrades handshakes to {@link #GUARDED}
     * and {@link #OPEN}, and answers other requests with any other status than 101.
     *
     * @param mountPath the path under which the application is served
     * @param web decides about every request
     * @return the running server
     */
    protected abstract Server start(String mountPath, LatchkeyWeb web);

    @BeforeAll
    void start() {
        host = new TestHost(
                keys -> {},
                (latchkey, choices) -> start(
                        TestHost.CONTEXT,
                        choices.routes(Routes.builder()
                                        .tenantOnly("GET", GUARDED)
                                        .open("GET", OPEN)
                                        .either("*", "/**")
                                        .build())
                                .build()));
        whole = raw(host.tenantKey());
        bound = raw(host.numberKey("wn_1"));
    }

    @AfterAll
    void stop() {
        host.close();
    }

    @Test
    void handshakeNeedsAGoodKeyOfTheRightScope() {
        assertThat(status(GUARDED, UPGRADE, null)).isEqualTo(401);
        assertThat(status(GUARDED, UPGRADE, "nonsense")).isEqualTo(401);
        assertThat(status(GUARDED, UPGRADE, bound)).isEqualTo(403);
        assertThat(status(GUARDED, UPGRADE, whole)).isEqualTo(101);
        assertThat(status(OPEN, UPGRADE, null)).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                UPGRADE,
                "Upgrade: websocket~Connection: Upgrade",
                "connection: upgrade~upgrade: websocket",
                "CONNECTION: Upgrade~UPGRADE: WEBSOCKET",
                "Connection:Upgrade~Upgrade:websocket",
                "Connection: keep-alive, Upgrade~Upgrade: WebSocket",
                "Connection: Upgrade, keep-alive~Upgrade: WebSocket"
            })
    void headersInEverySpellingAreUpgradedWithAKeyAlone(String headers) {
        assertThat(status(GUARDED, headers, null)).isEqualTo(401);
        assertThat(status(GUARDED, headers, bound)).isEqualTo(403);
        assertThat(status(GUARDED, headers, whole)).isEqualTo(101);
    }

    /** Headers that stacks read differently. A key opens what is open to everyone, and nothing else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: UPGRADE~Upgrade: websocket",
                "Connection: keep-alive~Connection: Upgrade~Upgrade: websocket",
                "Connection: Upgrade~Upgrade: websocket~Upgrade: websocket",
                "Connection: Upgrade~Upgrade: other~Upgrade: websocket",
                "Connection: Upgrade~Upgrade: other, websocket",
                "Connection: Upgrade~Upgrade: websocket, other",
                "Connection: Upgrade ~Upgrade: websocket ",
                "Connection: \tUpgrade\t~Upgrade: \twebsocket\t",
                "Connection: close, Upgrade~Upgrade: websocket",
                "Connection: Upgrade~Upgrade: websocket/13",
                "Upgrade: websocket",
                "Connection: Upgrade"
            })
    void headersThatStacksReadDifferentlyAreUpgradedByNoOtherRule(String headers) {
        int open = status(OPEN, headers, null);

        assertThat(status(GUARDED, headers, null)).isIn(400, 401);
        assertThat(status(GUARDED, headers, bound)).isIn(400, 403);
        assertThat(status(GUARDED, headers, whole)).isEqualTo(open);
    }

    @Test
    void noSpellingOfThePathIsUpgradedByAnotherRule() {
        SoftAssertions softly = new SoftAssertions();
        for (String spelling : PathSpellings.ALL) {
            softly.assertThat(status(spelling, UPGRADE, null)).as(spelling).isNotEqualTo(101);
            softly.assertThat(status(spelling, UPGRADE, bound))
                    .as("bound %s", spelling)
                    .isNotEqualTo(101);
        }
        softly.assertAll();
        assertThat(status(GUARDED + "?x=1", UPGRADE, whole)).isEqualTo(101);
    }

    /** Returns the status of the answer; 0 when the server hangs up. */
    private int status(String path, String headers, String key) {
        String line = host.rawHead("GET " + TestHost.CONTEXT + path + " HTTP/1.1\r\nHost: test\r\n"
                + headers.replace("~", "\r\n")
                + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (key == null ? "" : "x-api-key: " + key + "\r\n")
                + "\r\n");
        return line == null ? 0 : TestHost.status(line);
    }
}
