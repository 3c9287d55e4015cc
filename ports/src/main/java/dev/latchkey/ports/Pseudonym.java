package dev.latchkey.ports;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.query.AccessEvent;
import org.jspecify.annotations.Nullable;

/**
 * A request to replace a user in an audit by a pseudonym. What is replaced is the id of the user as an actor, together
 * with the address and the id of the request, and every value of a member that is exactly that id, such as the owner of
 * a key. Reasons are free text and stay.
 *
 * @param user the id of the user, as the audit has it
 * @param pseudonym the id that replaces it, another one, 1 to 255 characters
 * @param limit how many events are changed at most, at least 1
 */
public record Pseudonym(String user, String pseudonym, int limit) {
    /** Checks the bounds. */
    public Pseudonym {
        user = Checks.keepableId(user, Checks.ACTOR);
        Checks.text("pseudonym", pseudonym, Checks.ACTOR);
        Checks.that(!pseudonym.equals(user), "pseudonym", "must not be the user");
        Checks.that(limit >= 1, "limit", "must be at least 1");
    }

    /**
     * Returns an actor with the user replaced.
     *
     * @param actor the actor
     * @return the pseudonym without address and request, or the actor itself if it is another one
     */
    public Actor in(Actor actor) {
        boolean isUser = actor.kind() == Actor.Kind.USER && actor.id().equals(user);
        return isUser
                ? new Actor(
                        Actor.Kind.USER,
                        pseudonym,
                        new Origin(null, null, actor.origin().onlyNamed()))
                : actor;
    }

    /**
     * Returns the event of a change with the user replaced.
     *
     * @param event the event
     * @return an event that differs only where the user was
     */
    public AuditEvent in(AuditEvent event) {
        return event.actor(in(event.actor()))
                .changes(event.changes().stream()
                        .map(change -> new MemberChange(change.member(), value(change.before()), value(change.after())))
                        .toList());
    }

    private @Nullable String value(@Nullable String value) {
        return user.equals(value) ? pseudonym : value;
    }

    /**
     * Returns an access event with the user replaced.
     *
     * @param event the event
     * @return an event that differs only where the user was
     */
    public AccessEvent in(AccessEvent event) {
        Actor actor = event.actor();
        if (actor == null) {
            return event;
        }
        Actor replaced = in(actor);
        return new AccessEvent(
                event.at(),
                event.kind(),
                event.reason(),
                event.tenant(),
                event.keyId(),
                replaced.origin().address(),
                replaced,
                event.count());
    }

    /**
     * Returns the mark of a tenant with the user replaced.
     *
     * @param mark the mark
     * @return a mark of the same version that differs only where the user was
     */
    public TenantMark in(TenantMark mark) {
        return new TenantMark(mark.tenant(), mark.version(), mark.ended(), mark.at(), mark.reason(), in(mark.actor()));
    }
}
