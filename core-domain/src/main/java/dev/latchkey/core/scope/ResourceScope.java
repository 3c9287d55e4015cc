package dev.latchkey.core.scope;

import dev.latchkey.core.internal.Checks;

/**
 * One resource of the tenant: a phone number, an instance, a project.
 *
 * @param resource the host's id of it, 1 to 128 characters
 */
public record ResourceScope(String resource) implements Scope {
    /** Checks the id. */
    public ResourceScope {
        Checks.text("resource", resource, Checks.ID);
    }
}
