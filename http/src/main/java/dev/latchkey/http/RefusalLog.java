package dev.latchkey.http;

import dev.latchkey.Verdict;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.route.Rule;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of refused requests, at debug. Each says what was missing for which route. What the request contains is not
 * repeated, its path neither: a client may have put its credential there.
 */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    private final ClientText client;

    RefusalLog(KeyFormat format) {
        this.client = new ClientText(format);
    }

    void refused(Verdict verdict, @Nullable Rule rule) {
        if (!LOG.isDebugEnabled()) {
            return;
        }
        Caller caller = verdict.caller();
        LOG.debug(
                "Refused as {}: route {} needs {}, caller {}",
                verdict.outcome() == Verdict.Outcome.REFUSED ? verdict.refusal() : verdict.outcome(),
                rule == null ? "none" : rule,
                rule == null || rule.requirement() == null ? "a key" : described(rule.requirement()),
                caller == null ? "unknown" : id(caller));
    }

    void noRoute(Caller caller) {
        LOG.debug("Refused: no route matches the method and the path, caller {}", id(caller));
    }

    /** Returns the id of a caller, which the host may have made of what a client sent. */
    private String id(Caller caller) {
        return client.kept(caller.actor().id());
    }

    private static String described(Requirement requirement) {
        String scope = requirement.reach().name().toLowerCase(Locale.ROOT);
        return "scope " + scope
                + (requirement.permission() == null ? "" : " and permission " + requirement.permission());
    }
}
