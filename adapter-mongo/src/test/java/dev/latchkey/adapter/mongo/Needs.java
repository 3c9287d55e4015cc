package dev.latchkey.adapter.mongo;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.bson.BSONException;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * What the commands of a client require of a server that enforces roles: each time an action and a collection, such as
 * "find latchkey_key". It is what MongoDB's manual says, on the page "Privilege Actions" and in the part "Required
 * Access" of the page of a command. That page has {@code listIndexes} also below {@code find}. The server accepts the
 * action of that name alone.
 */
final class Needs implements CommandListener {
    /** What no privilege is for: the greeting, and the cursors and sessions of the user itself. */
    private static final Set<String> FREE = Set.of("hello", "killCursors", "endSessions");

    /** Stages that require no more than to read the collection. */
    private static final Set<String> READING = Set.of("$match", "$group");

    private final Set<String> all = new ConcurrentSkipListSet<>();

    /** Returns what was required until now. A command that is not known here requires what no role grants. */
    Set<String> all() {
        return new TreeSet<>(all);
    }

    /** Returns what was required since the last call. */
    Set<String> take() {
        Set<String> taken = all();
        all.removeAll(taken);
        return taken;
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        String name = event.getCommandName();
        BsonDocument command = event.getCommand();
        if (FREE.contains(name)) {
            return;
        }
        BsonValue collection = command.get(name.equals("getMore") ? "collection" : name);
        String on = collection != null && collection.isString()
                ? collection.asString().getValue()
                : "database " + event.getDatabaseName();
        try {
            actions(name, command).forEach(action -> all.add(action + " " + on));
        } catch (BSONException e) {
            // The driver would log it and go on.
            all.add("unreadable command " + command.toJson() + " " + on);
        }
    }

    private static Set<String> actions(String name, BsonDocument command) {
        Set<String> actions = new TreeSet<>();
        switch (name) {
            // The server answers it to the user alone who has opened the cursor.
            case "find", "getMore" -> actions.add("find");
            case "insert" -> actions.add("insert");
            case "delete" -> actions.add("remove");
            case "listIndexes" -> actions.add("listIndexes");
            case "createIndexes" -> actions.add("createIndex");
            case "update" -> {
                actions.add("update");
                if (documents(command, "updates").stream().anyMatch(update -> is(update, "upsert"))) {
                    actions.add("insert");
                }
            }
            case "findAndModify" -> {
                actions.add("find");
                actions.add(is(command, "remove") ? "remove" : "update");
                if (is(command, "upsert")) {
                    actions.add("insert");
                }
            }
            case "aggregate" -> {
                actions.add("find");
                documents(command, "pipeline").forEach(stage -> addStage(stage.getFirstKey(), actions));
            }
            default -> actions.add("unknown command " + name);
        }
        if (is(command, "bypassDocumentValidation")) {
            actions.add("bypassDocumentValidation");
        }
        return actions;
    }

    /** The page "Change Streams" has the rights of a change stream. */
    private static void addStage(String stage, Set<String> actions) {
        if (stage.equals("$changeStream")) {
            actions.add("changeStream");
        } else if (!READING.contains(stage)) {
            actions.add("unknown stage " + stage);
        }
    }

    private static List<BsonDocument> documents(BsonDocument command, String field) {
        return command.getArray(field).stream().map(BsonValue::asDocument).toList();
    }

    private static boolean is(BsonDocument command, String option) {
        return command.getBoolean(option, BsonBoolean.FALSE).getValue();
    }
}
