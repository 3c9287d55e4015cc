package dev.latchkey;

import dev.latchkey.core.scope.Scope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ConfiguredKeys} did about a key.
 *
 * @param tenant the tenant of the key
 * @param scope the scope of the key
 * @param name the name of the key in the configuration
 * @param outcome what was done
 * @param id the id of the key; null if there is no key of this name
 */
public record ConfiguredKeyResult(
        String tenant,
        Scope scope,
        String name,
        Outcome outcome,
        @Nullable UUID id) {
    /** The kinds of outcomes. */
    public enum Outcome {
        /** The key is new. */
        CREATED("was created"),
        /** The key is there with the configured value. Nothing was changed. */
        UNCHANGED("is there"),
        /** The key was rotated to the configured value. */
        ROTATED("was rotated to the configured value"),
        /** The key is there with the configured value and other permissions. Nothing was changed. */
        OTHER_PERMISSIONS("has other permissions than the configured ones and keeps them"),
        /** The key has another value, and the configuration does not allow to rotate it. Nothing was changed. */
        OTHER_VALUE("has another value than the configured one and keeps it, because it may not be rotated"),
        /** The configured value is an earlier secret of the key, which nothing revives. Nothing was changed. */
        EARLIER_VALUE("was rotated since: the configured value is an earlier one and is not current again"),
        /** The key is revoked or expired, and stays so. Nothing was changed. */
        ENDED("is revoked or expired and stays so"),
        /** The configured value is or was that of another key, or of a key that was purged. Nothing was changed. */
        VALUE_TAKEN("was not created or rotated, because its value is or was in use already"),
        /** The tenant is ended, so it gets no key. Nothing was changed. */
        TENANT_ENDED("was not created, because its tenant is ended"),
        /** The key is in force and in no configuration any more. Nothing was changed. */
        NOT_CONFIGURED("is no longer configured and stays in force: revoke it if it is not needed");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /** Returns a phrase that follows the name of the key. */
        String text() {
            return text;
        }

        /**
         * Tells whether the store is as configured.
         *
         * @return false if an operator should look at it
         */
        public boolean isAsConfigured() {
            return this == CREATED || this == UNCHANGED || this == ROTATED;
        }
    }
}
