package dev.latchkey.adapter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The header in which trusted peers name a key by its id.
 *
 * @param header its name
 * @param peers who is trusted
 */
record TrustedHandle(String header, TrustedPeers peers) {
    /** The id as it was sent; null when there is none, which is what it is from anybody who is not trusted. */
    @Nullable String read(HttpServletRequest request) {
        String sent = HeaderText.single(request, header);
        return sent != null && peers.trusts(request) ? sent : null;
    }
}
