package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final RateLimit RATE = new RateLimit(60, 1, Duration.ofSeconds(1));
    private static final Cidr LOOPBACK = Cidr.parse("127.0.0.0/8");

    @Test
    void withoutNetworksEveryAddressIsAllowedAlsoAnUnknownOne() {
        assertThat(Limits.NONE.allow(null)).isTrue();
        assertThat(Limits.NONE.allow(Samples.address("192.0.2.1"))).isTrue();
    }

    @Test
    void withNetworksOnlyAddressesInOneOfThemAreAllowed() {
        Limits limits = new Limits(List.of(), List.of(LOOPBACK, Cidr.parse("::1")));
        assertThat(limits.allow(Samples.address("127.1.2.3"))).isTrue();
        assertThat(limits.allow(Samples.address("::1"))).isTrue();
        assertThat(limits.allow(Samples.address("192.0.2.1"))).isFalse();
        assertThat(limits.allow(null)).isFalse();
    }

    @Test
    void thereAreAtMostFourRatesAnd32Networks() {
        assertThat(new Limits(Collections.nCopies(4, RATE), Collections.nCopies(32, LOOPBACK)).rates())
                .hasSize(4);
        assertThatThrownBy(() -> new Limits(Collections.nCopies(5, RATE), List.of()))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new Limits(List.of(), Collections.nCopies(33, LOOPBACK)))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void theListsAreCopies() {
        List<RateLimit> rates = new ArrayList<>(List.of(RATE));
        Limits limits = new Limits(rates, List.of());
        rates.clear();
        assertThat(limits.rates()).containsExactly(RATE);
        assertThatThrownBy(() -> limits.rates().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
