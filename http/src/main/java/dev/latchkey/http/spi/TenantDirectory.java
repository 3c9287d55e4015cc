package dev.latchkey.http.spi;

/**
 * The host's directory of tenants. Implementations are safe for use by several threads, and throw
 * {@link dev.latchkey.ports.StoreException} if they cannot answer.
 */
@FunctionalInterface
public interface TenantDirectory {
    /**
     * Tells whether a tenant exists.
     *
     * @param tenant the tenant that a client named, of any content
     * @return true if it does
     * @throws dev.latchkey.ports.StoreException if the directory cannot answer
     */
    boolean exists(String tenant);
}
