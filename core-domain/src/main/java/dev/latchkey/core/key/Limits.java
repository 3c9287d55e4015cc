package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What bounds a key beside its permissions. It belongs to the key, so two secrets of one key share it.
 *
 * @param rates the key's own rate limits and quotas, at most 4, all of which apply; empty means the host's limits apply
 * @param networks where requests may come from, at most 32; empty means anywhere
 */
public record Limits(List<RateLimit> rates, List<Cidr> networks) {
    /** No limits of the key's own. */
    public static final Limits NONE = new Limits(List.of(), List.of());

    private static final int MAX_RATES = 4;
    private static final int MAX_NETWORKS = 32;

    /** Checks the bounds and copies the lists. */
    public Limits {
        Checks.that(rates.size() <= MAX_RATES, "rates", "must have at most " + MAX_RATES + " entries");
        Checks.that(networks.size() <= MAX_NETWORKS, "networks", "must have at most " + MAX_NETWORKS + " entries");
        rates = List.copyOf(rates);
        networks = List.copyOf(networks);
    }

    /**
     * Tells whether these limits are nowhere wider than others. For each of the other rates there is one here that is
     * at least as strict, see {@link RateLimit#isWithin}, and each network here lies within one of the other networks.
     * Where the others list no rates or no networks, anything is within; where they do, an empty list is not. The
     * comparison takes one rate against one rate and one network against one network: several that only together are
     * as strict as another one do not count.
     *
     * @param others the other limits
     * @return true if they are within; limits are within themselves
     */
    public boolean isWithin(Limits others) {
        boolean fromThere = others.networks.isEmpty()
                || (!networks.isEmpty()
                        && networks.stream()
                                .allMatch(one -> others.networks.stream().anyMatch(other -> other.contains(one))));
        return ratesAreWithin(others.rates) && fromThere;
    }

    /**
     * Tells whether these rates are nowhere higher than others, as {@link #isWithin} compares them.
     *
     * @param others the other rates
     * @return true if for each of them there is a rate here that is at least as strict
     */
    public boolean ratesAreWithin(List<RateLimit> others) {
        return others.stream().allMatch(other -> rates.stream().anyMatch(one -> one.isWithin(other)));
    }

    /**
     * Tells whether a request may come from an address.
     *
     * @param address where it comes from, or null when that is not known
     * @return true when there is no list, or the address is in a listed network
     */
    public boolean allow(@Nullable InetAddress address) {
        return networks.isEmpty()
                || (address != null && networks.stream().anyMatch(network -> network.contains(address)));
    }
}
