package dev.latchkey.core.key;

import dev.latchkey.core.scope.Permissions;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * New values of some members of a key, which are applied in one step: one version and one event. Begin with {@link
 * #NONE}: {@code KeyPatch.NONE.name("ci").expiresAt(null)}. Members that are not named stay as they are. Immutable.
 */
public final class KeyPatch {
    /** Changes nothing. */
    public static final KeyPatch NONE = new KeyPatch(UnaryOperator.identity());

    private final UnaryOperator<KeySpec> change;

    private KeyPatch(UnaryOperator<KeySpec> change) {
        this.change = change;
    }

    /**
     * Returns this patch with a name.
     *
     * @param name the new name, 1 to 100 characters
     * @return a new patch
     */
    public KeyPatch name(String name) {
        return and(spec -> spec.name(name));
    }

    /**
     * Returns this patch with an owner.
     *
     * @param owner the new owner, 1 to 255 characters; null for none
     * @return a new patch
     */
    public KeyPatch owner(@Nullable String owner) {
        return and(spec -> spec.owner(owner));
    }

    /**
     * Returns this patch with tags.
     *
     * @param tags all tags, in any order
     * @return a new patch
     */
    public KeyPatch tags(List<String> tags) {
        List<String> copy = List.copyOf(tags);
        return and(spec -> spec.labels(spec.labels().tags(copy)));
    }

    /**
     * Returns this patch with a description.
     *
     * @param description the new description, 1 to 500 characters; null for none
     * @return a new patch
     */
    public KeyPatch description(@Nullable String description) {
        return and(spec -> spec.description(description));
    }

    /**
     * Returns this patch with permissions.
     *
     * @param permissions the new permissions
     * @return a new patch
     */
    public KeyPatch permissions(Permissions permissions) {
        return and(spec -> spec.permissions(permissions));
    }

    /**
     * Returns this patch with rates.
     *
     * @param rates the new rates; empty for those of the host
     * @return a new patch
     */
    public KeyPatch rates(List<RateLimit> rates) {
        return and(spec -> spec.limits(new Limits(rates, spec.limits().networks())));
    }

    /**
     * Returns this patch with networks.
     *
     * @param networks the new networks; empty for anywhere
     * @return a new patch
     */
    public KeyPatch networks(List<Cidr> networks) {
        return and(spec -> spec.limits(new Limits(spec.limits().rates(), networks)));
    }

    /**
     * Returns this patch with an expiry.
     *
     * @param expiresAt the new expiry; null for never
     * @return a new patch
     */
    public KeyPatch expiresAt(@Nullable Instant expiresAt) {
        return and(spec -> spec.expiresAt(expiresAt));
    }

    /**
     * Applies this patch.
     *
     * @param spec what a key is
     * @return what it is to be
     * @throws dev.latchkey.core.InvalidValueException if a value is out of bounds
     */
    public KeySpec applyTo(KeySpec spec) {
        return change.apply(spec);
    }

    private KeyPatch and(UnaryOperator<KeySpec> next) {
        return new KeyPatch(spec -> next.apply(change.apply(spec)));
    }
}
