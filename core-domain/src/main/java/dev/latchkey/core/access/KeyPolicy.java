package dev.latchkey.core.access;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.scope.KnownPermissions;
import dev.latchkey.core.scope.Permissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bounds that a host sets for keys. They hold when a key is made or changed, and end no key that exists. Begin with
 * {@link #NONE} and refine: {@code KeyPolicy.NONE.defaultLifetime(Duration.ofDays(90)).maxKeys(100)}.
 *
 * @param lifetimes how long keys may live
 * @param maxKeys how many keys that are not dead a tenant may have, 1 to 100,000; 0 for any number
 * @param maxKeysPerOwner how many keys that are not dead an owner may have in a tenant; 0 for any number
 * @param permissions the permissions that keys may have
 * @param defaultPermissions what a new key may do for which a request names no permissions
 * @param networks the networks within which those of a key must lie; empty for anywhere
 */
public record KeyPolicy(
        Lifetimes lifetimes,
        int maxKeys,
        int maxKeysPerOwner,
        KnownPermissions permissions,
        Permissions defaultPermissions,
        List<Cidr> networks) {
    /** No bounds. */
    public static final KeyPolicy NONE =
            new KeyPolicy(Lifetimes.UNBOUNDED, 0, 0, KnownPermissions.ALL, Permissions.NONE, List.of());

    private static final int MOST_KEYS = 100_000;

    /** Checks the bounds and copies the list. */
    public KeyPolicy {
        Checks.that(maxKeys >= 0 && maxKeys <= MOST_KEYS, "maxKeys", "must be 0 to " + MOST_KEYS);
        boolean fits = maxKeysPerOwner >= 0 && maxKeysPerOwner <= MOST_KEYS;
        Checks.that(fits, "maxKeysPerOwner", "must be 0 to " + MOST_KEYS);
        // As many as a key may have, because a key without networks gets these.
        networks = new Limits(List.of(), networks).networks();
        permissions.check(defaultPermissions);
    }

    /**
     * Returns this policy with an expiry for keys that are asked for without one. A key that is to live for ever then
     * loses its expiry by a change.
     *
     * @param time one minute to 100 years; null for none
     * @return a new policy
     */
    public KeyPolicy defaultLifetime(@Nullable Duration time) {
        return lifetimes(new Lifetimes(time, lifetimes.max(), lifetimes.neverExpires(), lifetimes.idle()));
    }

    /**
     * Returns this policy with a longest lifetime. Nobody may then make keys that never expire, until
     * {@link #neverExpires} names who may.
     *
     * @param time one minute to 100 years
     * @return a new policy
     */
    public KeyPolicy maxLifetime(Duration time) {
        return lifetimes(new Lifetimes(lifetimes.usual(), time, Set.of(), lifetimes.idle()));
    }

    /**
     * Returns this policy with those who may make keys that never expire.
     *
     * @param kinds the sorts of actor; none for nobody
     * @return a new policy
     */
    public KeyPolicy neverExpires(Actor.Kind... kinds) {
        return lifetimes(new Lifetimes(lifetimes.usual(), lifetimes.max(), Set.of(kinds), lifetimes.idle()));
    }

    /**
     * Returns this policy with the time without use after which maintenance may suspend a key.
     *
     * @param time 7 days to 100 years; null for never
     * @return a new policy
     */
    public KeyPolicy idle(@Nullable Duration time) {
        return lifetimes(new Lifetimes(lifetimes.usual(), lifetimes.max(), lifetimes.neverExpires(), time));
    }

    /**
     * Returns this policy with other lifetimes.
     *
     * @param all the lifetimes
     * @return a new policy
     */
    public KeyPolicy lifetimes(Lifetimes all) {
        return new KeyPolicy(all, maxKeys, maxKeysPerOwner, permissions, defaultPermissions, networks);
    }

    /**
     * Returns this policy with a maximum number of keys of a tenant.
     *
     * @param count how many that are not dead, 1 to 100,000; 0 for any number
     * @return a new policy
     */
    public KeyPolicy maxKeys(int count) {
        return new KeyPolicy(lifetimes, count, maxKeysPerOwner, permissions, defaultPermissions, networks);
    }

    /**
     * Returns this policy with a maximum number of keys of an owner in a tenant. Keys without an owner do not count.
     *
     * @param count how many that are not dead, 1 to 100,000; 0 for any number
     * @return a new policy
     */
    public KeyPolicy maxKeysPerOwner(int count) {
        return new KeyPolicy(lifetimes, maxKeys, count, permissions, defaultPermissions, networks);
    }

    /**
     * Returns this policy with the permissions that keys may have.
     *
     * @param names permissions without patterns, at least one
     * @return a new policy
     */
    public KeyPolicy permissions(Collection<String> names) {
        KnownPermissions known = KnownPermissions.of(names);
        return new KeyPolicy(lifetimes, maxKeys, maxKeysPerOwner, known, defaultPermissions, networks);
    }

    /**
     * Returns this policy with the permissions of new keys that name none over HTTP.
     *
     * @param granted the permissions
     * @return a new policy
     */
    public KeyPolicy defaultPermissions(Permissions granted) {
        return new KeyPolicy(lifetimes, maxKeys, maxKeysPerOwner, permissions, granted, networks);
    }

    /**
     * Returns this policy with the networks that keys may be used from. A new key that names none gets these.
     *
     * @param all the networks, at most 32; empty for anywhere
     * @return a new policy
     */
    public KeyPolicy networks(List<Cidr> all) {
        return new KeyPolicy(lifetimes, maxKeys, maxKeysPerOwner, permissions, defaultPermissions, all);
    }

    /**
     * Returns the specification of a new key with what it leaves open: an expiry and networks.
     *
     * @param spec what is asked for
     * @param now the instant
     * @return what is to be made
     */
    public KeySpec complete(KeySpec spec, Instant now) {
        Duration usual = lifetimes.usual();
        KeySpec expiring = spec.expiresAt() == null && usual != null ? spec.expiresAt(now.plus(usual)) : spec;
        Limits limits = expiring.limits();
        return limits.networks().isEmpty() ? expiring.limits(new Limits(limits.rates(), networks)) : expiring;
    }

    /**
     * Returns the specification of a key that follows another one in its slot, with an expiry that this policy allows.
     * All else stays what it was.
     *
     * @param spec what the previous key was, with the lifetime that it had
     * @param actor who makes the key
     * @param now the instant
     * @return the specification; the same if its expiry is allowed, or nothing says what would be
     */
    public KeySpec bounded(KeySpec spec, Actor actor, Instant now) {
        Duration longest = lifetimes.max() == null ? lifetimes.usual() : lifetimes.max();
        boolean allowed = expiry(spec.expiresAt(), actor, now) == null;
        return allowed || longest == null ? spec : spec.expiresAt(now.plus(longest));
    }

    /**
     * Refuses the specification of a new key that breaks this policy.
     *
     * @param spec the specification
     * @param actor who makes the key
     * @param now the instant
     * @throws InvalidValueException if it does; it names what does
     */
    public void check(KeySpec spec, Actor actor, Instant now) {
        permissions.check(spec.permissions());
        refuse(expiry(spec.expiresAt(), actor, now));
        refuse(network(spec.limits()));
    }

    /**
     * Refuses a change that breaks this policy. What stays as it is may break it: a change of policy ends nothing.
     *
     * @param before what the key is
     * @param after what it is to be
     * @param actor who changes it
     * @param now the instant
     * @throws InvalidValueException if it does; it names what does
     */
    public void checkChange(KeySpec before, KeySpec after, Actor actor, Instant now) {
        if (!after.permissions().equals(before.permissions())) {
            permissions.check(after.permissions());
        }
        if (!Objects.equals(after.expiresAt(), before.expiresAt())) {
            refuse(expiry(after.expiresAt(), actor, now));
        }
        if (!after.limits().networks().equals(before.limits().networks())) {
            refuse(network(after.limits()));
        }
    }

    /**
     * Returns how a key breaks this policy, beside the maxima.
     *
     * @param key a key
     * @param now the instant
     * @return what breaks it; empty if nothing does
     */
    public List<InvalidValueException> breaches(ApiKey key, Instant now) {
        List<InvalidValueException> breaches = new ArrayList<>();
        try {
            permissions.check(key.permissions());
        } catch (InvalidValueException e) {
            breaches.add(e);
        }
        add(breaches, expiry(key.expiresAt(), key.identity().provenance().createdBy(), now));
        add(breaches, network(key.limits()));
        return List.copyOf(breaches);
    }

    private @Nullable InvalidValueException expiry(@Nullable Instant expiresAt, @Nullable Actor actor, Instant now) {
        if (expiresAt == null) {
            Actor.Kind kind = actor == null ? Actor.Kind.UNKNOWN : actor.kind();
            return lifetimes.neverExpires().contains(kind)
                    ? null
                    : new InvalidValueException("expiresAt", "is required: the policy allows no key without an expiry");
        }
        Duration max = lifetimes.max();
        return max == null || !expiresAt.isAfter(now.plus(max))
                ? null
                : new InvalidValueException("expiresAt", "must be at most " + max + " from now by the policy");
    }

    private @Nullable InvalidValueException network(Limits limits) {
        return limits.isWithin(new Limits(List.of(), networks))
                ? null
                : new InvalidValueException("networks", "must lie within the networks of the policy");
    }

    private static void refuse(@Nullable InvalidValueException breach) {
        if (breach != null) {
            throw breach;
        }
    }

    private static void add(List<InvalidValueException> breaches, @Nullable InvalidValueException breach) {
        if (breach != null) {
            breaches.add(breach);
        }
    }
}
