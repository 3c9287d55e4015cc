package dev.latchkey.spring.boot.test;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The bean that issues keys in tests. It returns what a client sends, as a text.
 *
 * <pre>{@code
 * mvc.perform(get("/v1/messages").header("x-api-key", keys.issue("messages:read")));
 * }</pre>
 */
public final class TestApiKeys {
    /** The tenant of keys for which the test names none. */
    public static final String TENANT = "test";

    private static final Actor ACTOR = Actor.host("test");

    private final Latchkey latchkey;
    private volatile @Nullable Sent sent;

    TestApiKeys(Latchkey latchkey) {
        this.latchkey = latchkey;
    }

    /** The header that requests without a credential get. */
    record Sent(String header, String value) {
        /** Never the value. */
        @Override
        public String toString() {
            return "Sent[" + header + ", redacted]";
        }
    }

    /**
     * Issues a key of the whole tenant {@value #TENANT}.
     *
     * @param permissions the permissions of the key
     * @return the raw key
     */
    public String issue(String... permissions) {
        return issue(KeySpec.of(TENANT, Scope.tenant(), "test").permissions(Permissions.of(permissions)));
    }

    /**
     * Issues a key.
     *
     * @param spec the specification of the key
     * @return the raw key
     */
    public String issue(KeySpec spec) {
        return latchkey.keys().issue(spec, ACTOR).orElseThrow().rawKey().reveal();
    }

    /** Issues the key of a test, which its requests send until {@link #forget} is called. */
    void use(WithApiKey key) {
        Scope scope = key.resource().isEmpty() ? Scope.tenant() : Scope.resource(key.resource());
        String raw = issue(KeySpec.of(key.tenant(), scope, "test").permissions(Permissions.of(key.permissions())));
        boolean bearer = key.header().equalsIgnoreCase("Authorization");
        sent = new Sent(key.header(), bearer ? "Bearer " + raw : raw);
    }

    void forget() {
        sent = null;
    }

    @Nullable Sent sent() {
        return sent;
    }
}
