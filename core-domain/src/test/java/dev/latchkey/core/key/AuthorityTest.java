package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Samples;
import dev.latchkey.core.scope.Permissions;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is within what, part by part. */
class AuthorityTest {
    private static final Instant EXPIRY = Samples.NOW.plusSeconds(60);
    private static final RateLimit FIVE = RateLimit.parse("5 1/PT1S");
    private static final Authority ISSUER = new Authority(
            Permissions.of("messages:*"), new Limits(List.of(FIVE), networks("10.0.0.0/8", "2001:db8::/32")), EXPIRY);
    private static final Authority OPEN = new Authority(Permissions.NONE, Limits.NONE, null);

    @Test
    void whatIsLeftOpenIsTheIssuersAndPermissionsNeverAre() {
        assertThat(OPEN.filledFrom(ISSUER)).isEqualTo(new Authority(Permissions.NONE, ISSUER.limits(), EXPIRY));
        assertThat(OPEN.isWithin(ISSUER)).isFalse();
        assertThat(OPEN.filledFrom(ISSUER).isWithin(ISSUER)).isTrue();
        Authority narrower = new Authority(
                Permissions.of("messages:send"),
                new Limits(List.of(RateLimit.parse("4 1/PT2S")), networks("10.1.0.0/16")),
                EXPIRY.minusMillis(1));
        assertThat(narrower.filledFrom(ISSUER)).isEqualTo(narrower);
        assertThat(narrower.isWithin(ISSUER)).isTrue();
        assertThat(ISSUER.isWithin(narrower)).isFalse();
        assertThat(ISSUER.isWithin(ISSUER)).isTrue();
        assertThat(ISSUER.isWithin(new Authority(Permissions.ALL, Limits.NONE, null)))
                .isTrue();
    }

    @Test
    void eachPartAloneCanBeTheOneThatIsWider() {
        Limits limits = ISSUER.limits();
        assertThat(List.of(
                        new Authority(Permissions.ALL, limits, EXPIRY),
                        new Authority(Permissions.NONE, limits, null),
                        new Authority(Permissions.NONE, limits, EXPIRY.plusMillis(1)),
                        new Authority(Permissions.NONE, new Limits(List.of(), limits.networks()), EXPIRY),
                        new Authority(Permissions.NONE, new Limits(limits.rates(), List.of()), EXPIRY)))
                .noneMatch(wider -> wider.isWithin(ISSUER));
    }

    @ParameterizedTest
    @CsvSource({
        "5 1/PT1S, true",
        "5 10/PT10S, true",
        "5 1/PT2S, true",
        "4 1/PT1S, true",
        "6 1/PT1S, false",
        "5 2/PT1S, false",
        "1 1000001/PT1000000S, false",
        "1 999999/PT1000000S, true",
    })
    void aRateIsAtLeastAsStrictInBurstAndPace(String rate, boolean within) {
        assertThat(RateLimit.parse(rate).isWithin(FIVE)).isEqualTo(within);
    }

    @Test
    void theLargestRatesAreComparedWithoutOverflow() {
        RateLimit fast = new RateLimit(1, 1_000_000_000, Duration.ofMillis(1));
        RateLimit slow = new RateLimit(1, 1_000_000_000, Duration.ofDays(366));
        assertThat(slow.isWithin(fast)).isTrue();
        assertThat(fast.isWithin(slow)).isFalse();
    }

    /** Against the definition: what a full bucket admits within a span of milliseconds. */
    @Property(tries = 500)
    void whatIsWithinAdmitsNoMoreInAnySpan(
            @ForAll @Size(2) List<@IntRange(min = 1, max = 50) Integer> bursts,
            @ForAll @Size(2) List<@IntRange(min = 1, max = 50) Integer> tokens,
            @ForAll @Size(2) List<@IntRange(min = 1, max = 50) Integer> periods,
            @ForAll @LongRange(max = 10_000) long span) {
        RateLimit one = new RateLimit(bursts.get(0), tokens.get(0), Duration.ofMillis(periods.get(0)));
        RateLimit other = new RateLimit(bursts.get(1), tokens.get(1), Duration.ofMillis(periods.get(1)));
        if (one.isWithin(other)) {
            assertThat(admitted(one, span)).isLessThanOrEqualTo(admitted(other, span));
        } else {
            long farSpan = 1_000_000;
            assertThat(admitted(one, 0) > admitted(other, 0) || admitted(one, farSpan) > admitted(other, farSpan))
                    .isTrue();
        }
    }

    private static long admitted(RateLimit limit, long span) {
        return limit.burst() + limit.tokens() * span / limit.period().toMillis();
    }

    @Test
    void everyRateOfTheIssuerNeedsOneThatIsAsStrict() {
        RateLimit quota = RateLimit.parse("100 100/PT24H");
        Limits both = new Limits(List.of(FIVE, quota), List.of());
        assertThat(new Limits(List.of(FIVE), List.of()).isWithin(both)).isFalse();
        assertThat(new Limits(List.of(quota, FIVE), List.of()).isWithin(both)).isTrue();
        assertThat(new Limits(List.of(RateLimit.parse("1 1/PT1H")), List.of()).isWithin(both))
                .as("one that is as strict as both")
                .isTrue();
        assertThat(both.isWithin(Limits.NONE)).isTrue();
        assertThat(Limits.NONE.isWithin(both)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, true",
        "10.255.0.0/16, true",
        "10.1.2.3, true",
        "::ffff:10.1.2.3, true",
        "2001:db8:1::/48, true",
        "0.0.0.0/0, false",
        "8.0.0.0/5, false",
        "11.0.0.0/8, false",
        "::/0, false",
        "2001:db8::/31, false",
    })
    void everyNetworkLiesInOneOfTheIssuers(String network, boolean within) {
        Limits issuer = new Limits(List.of(), ISSUER.limits().networks());
        assertThat(new Limits(List.of(), networks(network)).isWithin(issuer)).isEqualTo(within);
        assertThat(new Limits(List.of(), networks("10.0.0.1", network)).isWithin(issuer))
                .isEqualTo(within);
    }

    /** Against the definition: the first and the last address of a network lie in the other one. */
    @Property(tries = 1000)
    void aNetworkLiesInAnotherWhenItsEndsDo(
            @ForAll @IntRange(min = 0, max = 255) int first,
            @ForAll @IntRange(max = 32) int bits,
            @ForAll @IntRange(max = 32) int otherBits) {
        Cidr one = Cidr.parse("10." + first + ".77.200/" + bits);
        Cidr other = Cidr.parse("10.3.77.1/" + otherBits);
        boolean ends =
                other.contains(Samples.address(end(one, false))) && other.contains(Samples.address(end(one, true)));
        assertThat(other.contains(one)).isEqualTo(ends);
    }

    private static String end(Cidr cidr, boolean last) {
        String[] parts = cidr.toString().split("/", -1);
        long base = Arrays.stream(parts[0].split("\\.", -1))
                .mapToLong(Long::parseLong)
                .reduce(0, (a, b) -> a * 256 + b);
        long open = BigInteger.TWO.pow(32 - Integer.parseInt(parts[1])).longValueExact() - 1;
        long address = last ? base | open : base;
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static List<Cidr> networks(String... texts) {
        return Arrays.stream(texts).map(Cidr::parse).toList();
    }
}
