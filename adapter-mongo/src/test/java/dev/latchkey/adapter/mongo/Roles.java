package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** The roles that the commands for mongosh on the page about MongoDB make. */
final class Roles {
    static final String APP = "latchkey_app";
    static final String RETENTION = "latchkey_retention";
    static final String INDEXES = "latchkey_indexes";

    private static final Path PAGE = Path.of("../docs/mongodb.md");
    private static final Pattern BLOCK = Pattern.compile("<!-- roles: (\\w+) -->\n```js\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("(?m)^//.*\n");
    private static final Pattern COMMAND = Pattern.compile("db\\.(\\w+)\\((.*?)\\)\n", Pattern.DOTALL);

    private final Map<String, Set<String>> blocks = new TreeMap<>();
    private final Map<String, Set<String>> granted = new TreeMap<>();
    private final Map<String, List<String>> inherited = new TreeMap<>();

    private Roles() {}

    /** Reads the page. */
    static Roles ofPage() {
        Roles read = new Roles();
        try {
            BLOCK.matcher(Files.readString(PAGE))
                    .results()
                    .forEach(block -> read.read(block.group(1), block.group(2).replaceAll(COMMENT.pattern(), "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private void read(String block, String commands) {
        assertThat(COMMAND.matcher(commands).replaceAll("")).as("no command").isBlank();
        COMMAND.matcher(commands).results().forEach(command -> read(block, command));
    }

    private void read(String block, MatchResult command) {
        BsonArray arguments = BsonArray.parse("[" + command.group(2) + "]");
        if (command.group(1).equals("createRole")) {
            BsonDocument role = arguments.get(0).asDocument();
            assertThat(role).containsOnlyKeys("role", "privileges", "roles");
            String name = role.getString("role").getValue();
            assertThat(inherited).doesNotContainKey(name);
            inherited.put(name, texts(role.getArray("roles")));
            grant(block, name, role.getArray("privileges"));
        } else {
            assertThat(command.group(1)).isEqualTo("grantPrivilegesToRole");
            String name = arguments.get(0).asString().getValue();
            assertThat(inherited).containsKey(name);
            grant(block, name, arguments.get(1).asArray());
        }
    }

    private void grant(String block, String role, BsonArray privileges) {
        Set<String> all = new TreeSet<>();
        for (BsonValue each : privileges) {
            BsonDocument privilege = each.asDocument();
            assertThat(privilege).containsOnlyKeys("resource", "actions");
            BsonDocument resource = privilege.getDocument("resource");
            assertThat(resource).containsOnlyKeys("db", "collection");
            assertThat(resource.getString("db").getValue()).isEqualTo("keys");
            String collection = resource.getString("collection").getValue();
            // Without a name it would be every collection.
            assertThat(collection).startsWith(Collections.PREFIX);
            texts(privilege.getArray("actions"))
                    .forEach(action -> assertThat(all.add(action + " " + collection))
                            .as("one %s of %s in %s", action, collection, block)
                            .isTrue());
        }
        assertThat(blocks.put(block, all)).as("another command in " + block).isNull();
        granted.computeIfAbsent(role, any -> new TreeSet<>()).addAll(all);
    }

    private static List<String> texts(BsonArray array) {
        return array.stream().map(text -> text.asString().getValue()).toList();
    }

    /** Returns what each block of commands grants: each time an action and a collection, as in {@link Needs}. */
    Map<String, Set<String>> blocks() {
        return blocks;
    }

    /** Returns the roles, each with those that it inherits. */
    Map<String, List<String>> inherited() {
        return inherited;
    }

    /** Returns all that a role allows, with what it inherits. */
    Set<String> allowed(String role) {
        Set<String> allowed = new TreeSet<>(granted.getOrDefault(role, Set.of()));
        inherited.getOrDefault(role, List.of()).forEach(other -> allowed.addAll(allowed(other)));
        return allowed;
    }
}
