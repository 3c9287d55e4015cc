package dev.latchkey.http.internal.error;

import dev.latchkey.core.InvalidValueException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The host's words, in small letters with single spaces: {@code phone number} makes {@code phoneNumberId} and {@code
 * PHONE_NUMBER_NOT_FOUND}.
 *
 * @param tenant the account that owns keys
 * @param resource what a key may be bound to
 */
public record Nouns(String tenant, String resource) {
    private static final Pattern WORDS = Pattern.compile("[a-z][a-z0-9]*( [a-z][a-z0-9]*)*");

    public Nouns {
        check("tenantNoun", tenant);
        check("resourceNoun", resource);
    }

    /** Returns a code in small letters: <code>{resource}_not_found</code> becomes {@code phone_number_not_found}. */
    public String fill(String template) {
        return template.replace("{resource}", resource)
                .replace("{tenant}", tenant)
                .replace(' ', '_');
    }

    /** Returns a noun as a constant. */
    public static String constant(String noun) {
        return noun.toUpperCase(Locale.ROOT).replace(' ', '_');
    }

    /** Returns a noun as the first word of a sentence. */
    public static String sentence(String noun) {
        return noun.substring(0, 1).toUpperCase(Locale.ROOT) + noun.substring(1);
    }

    private static void check(String field, String noun) {
        if (!WORDS.matcher(noun).matches()) {
            throw new InvalidValueException(field, "must be words of small letters and digits with single spaces");
        }
    }
}
