package dev.latchkey.spring.boot;

import dev.latchkey.core.access.Caller;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * A caller that Latchkey's filter has let in, as Spring Security knows callers. The principal is the {@link Caller},
 * the name is the id of the key, and the authorities are permissions. It holds no raw key.
 */
public final class ApiKeyAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    /**
     * Makes an authentication with an authority for each of the application's permissions that the caller holds. A key
     * may hold {@code messages:*}, and {@code hasAuthority} knows no patterns.
     *
     * @param caller the caller
     * @param permissions the permissions that the application asks for
     */
    public ApiKeyAuthentication(Caller caller, Collection<String> permissions) {
        super(AuthorityUtils.createAuthorityList(
                permissions.stream().filter(caller::holds).toArray(String[]::new)));
        this.caller = caller;
        setAuthenticated(true);
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    @Override
    public String getName() {
        return caller.actor().id();
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }
}
