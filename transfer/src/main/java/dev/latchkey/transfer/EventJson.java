package dev.latchkey.transfer;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.TenantMark;
import org.jspecify.annotations.Nullable;

/** The form of events, and of the marks of tenants, in lines. */
final class EventJson {
    /** How often a tenant is ended and reopened at most. Each time is a write of an import. */
    private static final long MAX_MARKS = 10_000;

    private EventJson() {}

    static void write(JsonOut json, AuditEvent event) {
        json.text("keyId", event.keyId());
        json.number("version", event.version());
        json.text("tenant", event.tenant());
        json.instant("at", event.at());
        json.text("action", event.action());
        actor(json, "actor", event.actor());
        json.text("detail", event.detail());
        json.objects("changes", event.changes(), change -> {
            json.text("member", change.member());
            json.text("before", change.before());
            json.text("after", change.after());
        });
    }

    static AuditEvent event(JsonLine line) {
        return new AuditEvent(
                line.uuid("keyId"),
                line.number("version"),
                line.text("tenant"),
                line.instant("at"),
                AuditAction.of(line.text("action")),
                line.object("actor", EventJson::actor),
                line.text("detail"),
                line.objects(
                        "changes",
                        change -> new MemberChange(
                                change.text("member"), change.textOrNull("before"), change.textOrNull("after"))));
    }

    static void write(JsonOut json, TenantMark mark) {
        json.text("tenant", mark.tenant());
        json.number("version", mark.version());
        json.flag("ended", mark.ended());
        json.instant("at", mark.at());
        json.text("reason", mark.reason());
        actor(json, "actor", mark.actor());
    }

    static TenantMark mark(JsonLine line) {
        long version = line.number("version");
        if (version > MAX_MARKS) {
            throw new InvalidValueException("version", "must be at most " + MAX_MARKS);
        }
        return new TenantMark(
                line.text("tenant"),
                version,
                line.flag("ended"),
                line.instant("at"),
                line.text("reason"),
                line.object("actor", EventJson::actor));
    }

    static void actor(JsonOut json, String name, @Nullable Actor actor) {
        if (actor != null) {
            json.object(name, members -> {
                members.text("kind", actor.kind());
                members.text("id", actor.id());
                members.text("address", actor.origin().address());
                members.text("requestId", actor.origin().requestId());
                if (actor.origin().onlyNamed()) {
                    members.flag("onlyNamed", true);
                }
            });
        }
    }

    static Actor actor(JsonLine line) {
        Origin origin = new Origin(
                line.textOrNull("address"),
                line.textOrNull("requestId"),
                line.has("onlyNamed") && line.flag("onlyNamed"));
        return new Actor(Actor.Kind.of(line.text("kind")), line.text("id"), origin);
    }
}
