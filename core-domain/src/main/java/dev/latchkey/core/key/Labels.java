package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people call a key and how they group keys. Labels give no authority, and no request is decided by them.
 *
 * @param name what people call the key, 1 to 100 characters
 * @param owner the person or team that answers for the key, 1 to 255 characters; null for none
 * @param tags the groups that the key is in, at most {@value #MAX_TAGS} of 1 to 64 characters without commas, of which
 *     equal ones are counted too; kept in the order of {@link String#compareTo}, each once
 * @param description what the key is for, 1 to 500 characters; null for none
 */
public record Labels(
        String name,
        @Nullable String owner,
        List<String> tags,
        @Nullable String description) {
    /** How many tags a key has at most. */
    public static final int MAX_TAGS = 16;

    /** Checks the bounds, and puts the tags in order. */
    public Labels {
        Checks.text("name", name, Checks.NAME);
        if (owner != null) {
            Checks.text("owner", owner, Checks.ACTOR);
        }
        Checks.that(tags.size() <= MAX_TAGS, "tags", "must have at most " + MAX_TAGS + " entries");
        tags = List.copyOf(tags).stream().sorted().distinct().toList();
        tags.forEach(tag -> {
            Checks.text("tags", tag, Checks.TAG);
            // Several tags are one text in the audit.
            Checks.that(tag.indexOf(',') < 0, "tags", "must not contain commas");
        });
        if (description != null) {
            Checks.text("description", description, Checks.REASON);
        }
    }

    /**
     * Returns labels with a name alone.
     *
     * @param name what people call the key
     * @return the labels
     */
    public static Labels of(String name) {
        return new Labels(name, null, List.of(), null);
    }

    /**
     * Returns these labels with another name.
     *
     * @param newName the name
     * @return new labels
     */
    public Labels name(String newName) {
        return new Labels(newName, owner, tags, description);
    }

    /**
     * Returns these labels with another owner.
     *
     * @param newOwner the owner; null for none
     * @return new labels
     */
    public Labels owner(@Nullable String newOwner) {
        return new Labels(name, newOwner, tags, description);
    }

    /**
     * Returns these labels with other tags.
     *
     * @param newTags all tags, in any order
     * @return new labels
     */
    public Labels tags(Collection<String> newTags) {
        return new Labels(name, owner, List.copyOf(newTags), description);
    }

    /**
     * Returns these labels with another description.
     *
     * @param newDescription the description; null for none
     * @return new labels
     */
    public Labels description(@Nullable String newDescription) {
        return new Labels(name, owner, tags, newDescription);
    }
}
