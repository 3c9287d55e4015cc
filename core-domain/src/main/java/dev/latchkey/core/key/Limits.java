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
        Checks.that(rates.size() <= MAX_RATES, "rates", "must be at most " + MAX_RATES);
        Checks.that(networks.size() <= MAX_NETWORKS, "networks", "must be at most " + MAX_NETWORKS);
        rates = List.copyOf(rates);
        networks = List.copyOf(networks);
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
