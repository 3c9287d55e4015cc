package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.scope.Permissions;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoredTest {
    @Test
    void whatCanBeReadIsReadAsItWasWritten() {
        assertThat(Stored.permissions(List.of("a:b", "c:*"))).isEqualTo(Permissions.of("a:b", "c:*"));
        assertThat(Stored.permissions(List.of())).isEqualTo(Permissions.NONE);
        Limits limits = new Limits(
                List.of(RateLimit.parse("60 1/PT1S"), RateLimit.parse("9 9/P1D")),
                List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8::/32")));
        assertThat(Stored.limits(List.of("60 1/PT1S", "9 9/PT24H"), List.of("10.0.0.0/8", "2001:db8::/32")))
                .isEqualTo(limits);
        assertThat(Stored.limits(List.of(), List.of())).isEqualTo(Limits.NONE);
        assertThat(Stored.labels("ci", "ada", List.of("prod"), "nightly"))
                .isEqualTo(new Labels("ci", "ada", List.of("prod"), "nightly"));
        assertThat(Stored.reason("leaked")).isEqualTo("leaked");
        assertThat(Stored.sealedCopy(null)).isNull();
    }

    @Test
    void whatCannotBeReadGivesNothing() throws Exception {
        assertThat(Stored.permissions(List.of("a:b", "?", "c:*"))).isEqualTo(Permissions.of("a:b", "c:*"));
        assertThat(Stored.permissions(List.of("?"))).isEqualTo(Permissions.NONE);
        assertThat(Stored.permissions(Collections.nCopies(65, "a:b"))).isIn(Permissions.NONE, Permissions.of("a:b"));
        Limits limits = Stored.limits(List.of("60 1/PT1S", "60 per second"), List.of("10.0.0.0/8", "everywhere"));
        assertThat(limits.rates())
                .containsExactly(RateLimit.parse("60 1/PT1S"), new RateLimit(1, 1, Duration.ofDays(366)));
        assertThat(limits.networks()).contains(Cidr.parse("10.0.0.0/8")).hasSize(2);
        Limits nowhere = Stored.limits(List.of(), List.of("everywhere"));
        for (String address : List.of("10.0.0.1", "127.0.0.1", "255.255.255.255", "::1")) {
            assertThat(nowhere.allow(InetAddress.getByName(address)))
                    .as(address)
                    .isFalse();
        }
        Limits many = Stored.limits(Collections.nCopies(5, "60 1/PT1S"), List.of());
        assertThat(many.ratesAreWithin(List.of(RateLimit.parse("60 1/PT1S")))).isTrue();
        assertThat(many.allow(InetAddress.getByName("10.0.0.1"))).isFalse();
        assertThat(Stored.sealedCopy("of another form")).isNull();
    }

    @Test
    void aRotationThatCannotBeReadIsNone() {
        List<Secret> secrets = List.of(secret("new45678", null), secret("previous", Instant.EPOCH.plusSeconds(60)));
        Rotation rotation =
                new Rotation(Rotation.Kind.OVERLAP, "new45678", "previous", Instant.EPOCH, Duration.ofMinutes(1), null);
        assertThat(Stored.rotation(secrets, () -> rotation)).isEqualTo(rotation);
        assertThat(Stored.rotation(List.of(secrets.get(0)), () -> rotation)).isNull();
        assertThat(Stored.rotation(secrets, () -> rotation.overlap(Duration.ofDays(367), null)))
                .isNull();
        assertThat(Stored.rotation(secrets, () -> {
                    throw new NumberFormatException("of another form");
                }))
                .isNull();
    }

    private static Secret secret(String handle, @Nullable Instant retiresAt) {
        return new Secret(handle, "ps_", "last", "a hash", null, null, Instant.EPOCH, retiresAt);
    }

    @Test
    void whatIsTooLongIsCut() {
        Labels cut =
                Stored.labels("n".repeat(101), "o".repeat(256), List.of("t".repeat(65), "a,b", "x"), "d".repeat(501));
        assertThat(cut.name()).hasSize(100);
        assertThat(cut.owner()).hasSize(255);
        assertThat(cut.tags()).containsExactly("x");
        assertThat(cut.description()).hasSize(500);
        List<String> many = IntStream.range(0, 40).mapToObj(i -> "t" + i).toList();
        assertThat(Stored.labels("ci", null, many, null).tags()).hasSize(Labels.MAX_TAGS);
        assertThat(Stored.reason("r".repeat(501))).hasSize(500);
    }
}
