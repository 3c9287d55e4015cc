package dev.latchkey.http.spi;

import java.util.Map;

/**
 * The pages on which people manage keys in a browser. They hold no data and are open to everyone: what they show, they
 * ask of the managed keys, with the credential of the person that looks at them.
 */
@FunctionalInterface
public interface ConsolePages {
    /**
     * Returns the pages.
     *
     * @param managed the endpoints that the pages call
     * @return the answer to {@code GET} of each path below the address of the console; the empty path is the address
     *     itself
     */
    Map<String, Response> pages(ManagedInterface managed);
}
