package dev.latchkey.examples.springboot;

import dev.latchkey.core.access.Caller;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** A proven API key, as Spring Security knows callers. It holds no raw key. */
final class ApiKeyAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    /**
     * An authority for each of the host's permissions that the key holds: a key may hold {@code messages:*}, and {@code
     * hasAuthority} knows no patterns.
     */
    ApiKeyAuthentication(Caller caller, Collection<String> permissions) {
        super(AuthorityUtils.createAuthorityList(
                permissions.stream().filter(caller::holds).toList()));
        this.caller = caller;
        setAuthenticated(true);
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    /** The key's id: several keys may share a name. */
    @Override
    public String getName() {
        return caller.actor().id();
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }
}
