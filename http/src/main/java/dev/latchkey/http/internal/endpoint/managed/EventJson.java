package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.ports.query.TimelineEntry;
import dev.latchkey.ports.query.TimelineEntry.Access;
import dev.latchkey.ports.query.TimelineEntry.Change;
import dev.latchkey.ports.query.TimelineEntry.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The events of a timeline as JSON. */
final class EventJson {
    private EventJson() {}

    /**
     * A page of events.
     *
     * @param entries the events
     * @param next the cursor of the next page; null on the last one
     * @param sources what the host keeps
     */
    record Events(List<TimelineEntry> entries, @Nullable String next, Set<Source> sources) {}

    static JsonObject<Events> page(ManagedNames names) {
        JsonObject<TimelineEntry> event = event(names);
        return JsonObject.<Events>of("Events")
                .with(
                        "data",
                        JsonSchema.array("The events, newest first.", event.schema("An event.")),
                        (json, name, page) -> json.array(name, page.entries(), event::write))
                .with(
                        names.of("next cursor"),
                        JsonSchema.text("The cursor of the next page; null on the last one.")
                                .orNull(),
                        (json, name, page) -> json.text(name, page.next()))
                .with(
                        "sources",
                        JsonSchema.array("The kinds of events that the host stores.", source()),
                        (json, name, page) -> json.texts(
                                name,
                                page.sources().stream()
                                        .map(ManagedKeyJson::word)
                                        .toList()));
    }

    private static JsonSchema source() {
        return JsonSchema.oneOf(
                "The source of an event.",
                Arrays.stream(Source.values()).map(ManagedKeyJson::word).toList());
    }

    private static JsonObject<TimelineEntry> event(ManagedNames names) {
        return JsonObject.<TimelineEntry>of("Event")
                .with(
                        "source",
                        source(),
                        (json, name, it) -> json.text(
                                name, ManagedKeyJson.word(it.position().source())))
                .with("at", JsonSchema.instant("The time."), (json, name, it) -> json.instant(name, it.at()))
                .with(
                        "action",
                        JsonSchema.text("The action of the event.").example("changed"),
                        (json, name, it) -> json.text(name, action(it)))
                .with(
                        names.of("key id"),
                        ManagedKeyJson.uuid("The id of the key; null if unknown.")
                                .orNull(),
                        (json, name, it) -> json.text(name, text(key(it))))
                .with(
                        "version",
                        JsonSchema.of("integer", "The version of the key after a change; null if nothing was changed.")
                                .orNull(),
                        (json, name, it) -> {
                            if (it instanceof Change change) {
                                json.number(name, change.event().version());
                            } else {
                                json.text(name, null);
                            }
                        })
                .with(
                        "actor",
                        OperatorJson.actor()
                                .schema("An actor: the host, a user or a key.")
                                .orNull(),
                        (json, name, it) -> json.object(name, actor(it), OperatorJson.actor()::write))
                .with(
                        "address",
                        JsonSchema.text("The client address of the actor; null if unknown.")
                                .orNull(),
                        (json, name, it) -> json.text(name, address(it)))
                .with(
                        names.of("request id"),
                        JsonSchema.text("The id of the request; null if unknown.")
                                .orNull(),
                        (json, name, it) -> {
                            Actor actor = actor(it);
                            json.text(
                                    name, actor == null ? null : actor.origin().requestId());
                        })
                .with(
                        "detail",
                        JsonSchema.text("The secret or the reason of the action; empty if there is neither."),
                        (json, name, it) -> json.text(
                                name,
                                it instanceof Change change
                                        ? change.event().detail()
                                        : ((Access) it).event().reason()))
                .with(
                        "count",
                        JsonSchema.of("integer", "The number of times that the event occurred."),
                        (json, name, it) -> json.number(
                                name,
                                it instanceof Access access ? access.event().count() : 1))
                .with(
                        "changes",
                        JsonSchema.array(
                                "The changed members, with their values before and after.",
                                change().schema("A changed member.")),
                        (json, name, it) -> json.array(
                                name,
                                it instanceof Change change ? change.event().changes() : List.of(),
                                change()::write));
    }

    private static JsonObject<MemberChange> change() {
        return JsonObject.<MemberChange>of("MemberChange")
                .with("member", JsonSchema.text("The member."), (json, name, it) -> json.text(name, it.member()))
                .with(
                        "before",
                        JsonSchema.text("The value before the change.").orNull(),
                        (json, name, it) -> json.text(name, it.before()))
                .with(
                        "after",
                        JsonSchema.text("The value after the change.").orNull(),
                        (json, name, it) -> json.text(name, it.after()));
    }

    private static String action(TimelineEntry entry) {
        return entry instanceof Change change
                ? ManagedKeyJson.word(change.event().action())
                : ManagedKeyJson.word(((Access) entry).event().kind());
    }

    private static @Nullable UUID key(TimelineEntry entry) {
        return entry instanceof Change change
                ? change.event().keyId()
                : ((Access) entry).event().keyId();
    }

    private static @Nullable Actor actor(TimelineEntry entry) {
        return entry instanceof Change change
                ? change.event().actor()
                : ((Access) entry).event().actor();
    }

    private static @Nullable String address(TimelineEntry entry) {
        return entry instanceof Change change
                ? change.event().actor().origin().address()
                : ((Access) entry).event().address();
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
