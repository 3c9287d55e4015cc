package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.spi.RequestPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A path has segments only where the stack and a reader of the raw path mean the same one. */
class RequestPathTest {
    @ParameterizedTest
    @CsvSource({
        // raw, as a stack may dispatch it, under which mount path, whether both mean the same
        "/v1/numbers,              /v1/numbers,     '',    true",
        "/app/v1/numbers,          /v1/numbers,     /app,  true",
        "/%61pp/v1/numbers,        /v1/numbers,     /app,  true",
        "/app/v1/numbers,          /v1/numbers,     /%61pp,true",
        "/app/,                    /,               /app,  true",
        "/,                        /,               '',    true",
        "/v1/numbers/,             /v1/numbers/,    '',    true",
        "/v1/numbers/,             /v1/numbers,     '',    false",
        "/v1/numbers,              /v1/numbers/,    '',    false",
        "/v1/%6eumbers,            /v1/numbers,     '',    true",
        "/v1/numbers;x=1,          /v1/numbers,     '',    true",
        "/v1;x=1/numbers,          /v1/numbers,     '',    true",
        "/app;x=1/v1/numbers,      /v1/numbers,     /app,  true",
        "/v1/numbers,              /v1/others,      '',    false",
        "/v1/others,               /v1/numbers,     '',    false",
        "//v1/numbers,             /v1/numbers,     '',    false",
        "//v1/numbers,             //v1/numbers,    '',    false",
        "/;/v1/numbers,            /v1/numbers,     '',    false",
        "/;/v1/numbers,            //v1/numbers,    '',    false",
        "/v1//numbers,             /v1/numbers,     '',    false",
        "/v1/./numbers,            /v1/numbers,     '',    false",
        "/v1/x/../numbers,         /v1/numbers,     '',    false",
        "/v1/x/%2e%2e/numbers,     /v1/numbers,     '',    false",
        "/v1/x/..;/numbers,        /v1/numbers,     '',    false",
        "/v1/%2e/numbers,          /v1/./numbers,   '',    false",
        "/v1%2fnumbers,            /v1/numbers,     '',    false",
        "/v1%2fnumbers,            /v1%2fnumbers,   '',    false",
        "/v1%5cnumbers,            /v1\\numbers,    '',    false",
        "/files/a%252fb,           /files/a%2fb,    '',    false",
        "/files/a%253bb,           /files/a%3bb,    '',    false",
        "/files/a%3bb,             /files/a;b,      '',    false",
        "/files/100%25,            /files/100%,     '',    true",
        "/files/100%,              /files/100%,     '',    false",
        "/files/%zz,               /files/%zz,      '',    false",
        "/files/%4,                /files/%4,       '',    false",
        "/files/%c3%a9,            /files/\u00e9,   '',    true",
        "/files/%e9,               /files/\u00e9,   '',    false",
        "/files/%c0%ae,            /files/.,        '',    false",
        "/files/%f0%9f%98%80,      /files/\ud83d\ude00, '',true",
        "/files/a+b,               /files/a+b,      '',    true",
        "/files/a+b,               /files/a b,      '',    false",
        "/files/a%00,              /files/a\0,      '',    false",
        "/other/v1/numbers,        /v1/numbers,     /app,  false",
        "/app,                     '',              /app,  false",
        "*,                        *,               '',    false",
        "'',                       '',              '',    false"
    })
    void pathThatTwoReadersMayTakeForDifferentOnesIsNone(
            String raw, String dispatched, String mounted, boolean expected) {
        assertThat(RequestPath.of(FakeRequest.dispatched(raw, dispatched, mounted))
                        .isPresent())
                .isEqualTo(expected);
    }

    @Test
    void segmentsAreThoseThatTheStackHasDecoded() {
        assertThat(RequestPath.of(FakeRequest.dispatched("/app/a%20b/", "/a b/", "/app")))
                .hasValue(new RequestPath(List.of("a b", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1,       /v1, true",
        "/v1/,      /v1, true",
        "/v1/a/b,   /v1, true",
        "/v10,      /v1, false",
        "/,         /v1, false",
        "/a/b,      /a/b/c, false"
    })
    void pathLiesWithinAnotherBySegments(String path, String other, boolean expected) {
        RequestPath inner = RequestPath.ofDecoded(path).orElseThrow();

        assertThat(inner.isWithin(RequestPath.ofDecoded(other).orElseThrow())).isEqualTo(expected);
    }
}
