package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.query.AccessEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The commands that the pages have for mongosh. Each is read from its page, and sent by the driver. */
abstract class RunbookRules extends MongoRules {
    private static final Pattern COMMAND =
            Pattern.compile("db\\.(\\w+)\\.(\\w+)\\((.*?)\\)(?:`|\\s+```)", Pattern.DOTALL);

    @Test
    void aKeyIsFoundByTheHandlesThatItCarriesAndCarried() throws IOException {
        ApiKey key = insert(Keys.spec());
        insert(Keys.spec());
        String first = key.currentSecret().handle();
        assertThat(run("operations.md", "secrets.handle", first)).containsExactly(found(key));

        for (int i = 0; i < 4; i++) {
            key = replace(later(key).rotate(Keys.secret(), Duration.ZERO));
        }
        assertThat(run("operations.md", "secrets.handle", first)).isEmpty();
        assertThat(run("operations.md", "latchkey_handle", first))
                .containsExactly(new BsonDocument("_id", new BsonString(first)).append("keyId", id(key)));
    }

    @Test
    void theAttemptsWithALeakedKeyAndTheKeysShownToItAreFound() throws IOException {
        ApiKey leaked = insert(Keys.spec());
        ApiKey shown = insert(Keys.spec());
        Actor thief = Actor.key(leaked.id());
        MongoAuditSink.on(contract().database)
                .record(List.of(
                        access(AccessEvent.Kind.REFUSED, "REVOKED", leaked, null),
                        access(AccessEvent.Kind.REFUSED, "REVOKED", shown, null),
                        access(AccessEvent.Kind.LIMITED, "LIMITED", leaked, null),
                        access(AccessEvent.Kind.REVEALED, "", shown, thief),
                        access(AccessEvent.Kind.REVEALED, "", leaked, Actor.key(shown.id()))));

        assertThat(run("operations.md", "REFUSED", leaked.id().toString()))
                .singleElement()
                .satisfies(found -> assertThat(found.asDocument().keySet())
                        .containsExactlyInAnyOrder("_id", "at", "address", "count", "reason"));
        assertThat(run("operations.md", "REVEALED", leaked.id().toString())).containsExactly(id(shown));
    }

    @Test
    void theKeysThatAKeyChangedAreFound() throws IOException {
        ApiKey leaked = insert(Keys.spec());
        ApiKey changed = insert(Keys.spec());
        replace(changed.by(Actor.key(leaked.id()), at(1)).rename("second"));

        assertThat(run("operations.md", "latchkey_audit.distinct", leaked.id().toString()))
                .containsExactly(id(changed));
    }

    @Test
    void keysWithTheHashOfAPepperAreCounted() throws IOException {
        ApiKey one = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        ApiKey later = insert(Keys.spec());
        insert(Keys.spec());
        set(one, "secrets.0.hash", "$argon2id$v=19$m=19456,t=2,p=1,keyid=cDE$c2FsdA$aGFzaA");
        set(other, "secrets.0.hash", "$argon2id$v=19$m=19456,t=2,p=1,keyid=cDE,data=eA$c2FsdA$aGFzaA");
        set(later, "secrets.0.hash", "$argon2id$v=19$m=19456,t=2,p=1,keyid=cDEw$c2FsdA$aGFzaA");

        assertThat(run("security.md", "keyid=", "")).containsExactly(new BsonInt64(2));
    }

    @Test
    void keysWithAnImportedSecretAndKeysWithASealedCopyAreListed() throws IOException {
        ApiKey imported = insert(Keys.spec());
        ApiKey sealed = insert(Keys.spec());
        ApiKey revoked = insert(Keys.spec());
        insert(Keys.spec());
        for (ApiKey key : List.of(imported, revoked)) {
            set(key, "secrets.0.prefix", "");
        }
        for (ApiKey key : List.of(sealed, revoked)) {
            set(key, "secrets.0.sealedCopy", "copy");
        }
        set(revoked, "revocation.reason", "left");

        assertThat(run("operations.md", "\"secrets.prefix\"", "")).containsExactly(found(imported));
        assertThat(run("operations.md", "sealedCopy", "")).containsExactly(found(sealed));
    }

    @Test
    void keysThatWereRestoredWithoutTheirEventsKeepTheNextOnesAfterTheRemedy() throws IOException {
        ApiKey key = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        BsonDocument old = document(key);
        replace(later(key).suspend("holiday"));
        collections.keys().replaceOne(Filters.eq("_id", id(key)), old);

        run("operations.md", "$merge", "");
        ApiKey restored = store.findById(key.id()).value().orElseThrow();
        assertThat(restored.version()).isEqualTo(2);
        replace(later(restored).revoke("leaked"));
        assertThat(history(key))
                .extracting(AuditEvent::action)
                .containsExactly(AuditAction.REVOKED, AuditAction.SUSPENDED, AuditAction.ISSUED);
        assertThat(store.findById(other.id()).value()).contains(other);
        assertThat(all(collections.keys())).hasSize(2);
    }

    private static AccessEvent access(AccessEvent.Kind kind, String reason, ApiKey key, @Nullable Actor actor) {
        return new AccessEvent(
                at(0), kind, reason, key.tenant(), key.id(), actor == null ? "192.0.2.1" : null, actor, 1);
    }

    private void set(ApiKey key, String field, String value) {
        collections.keys().updateOne(Filters.eq("_id", id(key)), Updates.set(field, value));
    }

    private static BsonDocument found(ApiKey key) {
        return new BsonDocument("_id", id(key)).append("tenant", new BsonString(key.tenant()));
    }

    private static BsonBinary id(ApiKey key) {
        return Values.uuid(key.id());
    }

    /** Sends the command of a page that has this in it, with a value in place of the dots. */
    private List<BsonValue> run(String page, String part, String value) throws IOException {
        MatchResult command = COMMAND.matcher(Files.readString(Path.of("../docs", page)))
                .results()
                .filter(found -> found.group().contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no command with " + part + " in " + page));
        return send(
                contract().database.getCollection(command.group(1), BsonDocument.class),
                command.group(2),
                BsonArray.parse("[" + command.group(3).replace("...", value) + "]"));
    }

    private static List<BsonValue> send(MongoCollection<BsonDocument> collection, String method, BsonArray arguments) {
        List<BsonValue> found = new ArrayList<>();
        switch (method) {
            case "find" ->
                collection
                        .find(arguments.get(0).asDocument())
                        .projection(arguments.size() > 1 ? arguments.get(1).asDocument() : null)
                        .into(found);
            case "distinct" ->
                collection
                        .distinct(
                                arguments.get(0).asString().getValue(),
                                arguments.get(1).asDocument(),
                                BsonValue.class)
                        .into(found);
            case "countDocuments" ->
                found.add(
                        new BsonInt64(collection.countDocuments(arguments.get(0).asDocument())));
            case "aggregate" ->
                collection
                        .aggregate(arguments.get(0).asArray().stream()
                                .map(BsonValue::asDocument)
                                .toList())
                        .into(found);
            default -> throw new AssertionError(method);
        }
        return found;
    }
}
