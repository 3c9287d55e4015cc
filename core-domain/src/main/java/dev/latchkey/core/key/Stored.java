package dev.latchkey.core.key;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.sealing.SealedCopy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The reading of stored text that a newer release, or a hand, may have written in a form that this release does not
 * know. What cannot be read gives nothing: the key may do less than it could, and never more. So it can be listed and
 * revoked, and hides no other key. For stores.
 */
public final class Stored {
    /** No client has this address. */
    private static final Cidr NOWHERE = Cidr.parse("0.0.0.0/32");

    /** The strictest rate there is. */
    private static final RateLimit SELDOM = new RateLimit(1, 1, Duration.ofDays(366));

    private Stored() {}

    /**
     * Reads permissions. Patterns that cannot be read grant nothing.
     *
     * @param patterns the stored patterns
     * @return the permissions
     */
    public static Permissions permissions(Collection<String> patterns) {
        return parse(patterns, Permissions::of)
                .orElseGet(() -> parse(
                                patterns.stream()
                                        .filter(pattern ->
                                                parse(pattern, Permissions::of).isPresent())
                                        .toList(),
                                Permissions::of)
                        .orElse(Permissions.NONE));
    }

    /**
     * Reads limits. A rate that cannot be read is the strictest there is, and a network that cannot be read has no
     * address.
     *
     * @param rates the stored rates
     * @param networks the stored networks
     * @return the limits
     */
    public static Limits limits(Collection<String> rates, Collection<String> networks) {
        List<RateLimit> readRates = rates.stream()
                .map(rate -> parse(rate, RateLimit::parse).orElse(SELDOM))
                .toList();
        List<Cidr> readNetworks = networks.stream()
                .map(network -> parse(network, Cidr::parse).orElse(NOWHERE))
                .toList();
        return parse(readRates, read -> new Limits(read, readNetworks))
                .orElseGet(() -> new Limits(List.of(SELDOM), List.of(NOWHERE)));
    }

    /**
     * Reads labels. What is too long is cut. Tags that cannot be read, or that are too many, are left out.
     *
     * @param name the stored name
     * @param owner the stored owner; null for none
     * @param tags the stored tags
     * @param description the stored description; null for none
     * @return the labels
     */
    public static Labels labels(
            String name, @Nullable String owner, Collection<String> tags, @Nullable String description) {
        Labels labels = Labels.of(Checks.explanation(name, Checks.NAME));
        return new Labels(
                labels.name(),
                owner == null ? null : Checks.explanation(owner, Checks.ACTOR),
                tags.stream()
                        .filter(tag -> parse(List.of(tag), labels::tags).isPresent())
                        .distinct()
                        .limit(Labels.MAX_TAGS)
                        .toList(),
                description == null ? null : Checks.explanation(description, Checks.REASON));
    }

    /**
     * Reads the reason of a revocation or suspension. One that is too long is cut.
     *
     * @param reason the stored reason
     * @return the reason
     */
    public static String reason(String reason) {
        return Checks.explanation(reason, Checks.REASON);
    }

    /**
     * Reads a sealed copy. One that cannot be read is none, so the key cannot be revealed.
     *
     * @param encoded the stored copy; null for none
     * @return the copy, or null
     */
    public static @Nullable SealedCopy sealedCopy(@Nullable String encoded) {
        return encoded == null ? null : parse(encoded, SealedCopy::of).orElse(null);
    }

    /**
     * Reads a rotation. One that cannot be read is none, and so is one of other secrets: an older release, which does
     * not know rotations, has changed them since. The secrets keep their deadlines, which need no rotation.
     *
     * @param secrets the secrets of the key
     * @param parser reads the stored rotation; a value of an unknown form is an {@link IllegalArgumentException} or an
     *     {@link InvalidValueException}
     * @return the rotation, or null
     */
    public static @Nullable Rotation rotation(List<Secret> secrets, Supplier<Rotation> parser) {
        try {
            Rotation rotation = parser.get();
            return rotation.isOf(secrets) ? rotation : null;
        } catch (InvalidValueException | IllegalArgumentException e) {
            // This release does not know the form.
            return null;
        }
    }

    private static <S, T> Optional<T> parse(S stored, Function<S, T> parser) {
        try {
            return Optional.of(parser.apply(stored));
        } catch (InvalidValueException e) {
            // This release does not know the form, which is what the caller is for.
            return Optional.empty();
        }
    }
}
