package dev.latchkey.spring.boot;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a key in the configuration. One that is none is refused with the reason, and never printed. */
final class KeyDigest {
    /** In front of a digest in a file, which could hold a key as well. */
    static final String PREFIX = "sha256:";

    private static final int FIGURES = 64;
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]+");
    private static final Pattern WITH_FILE_NAME = Pattern.compile("[0-9a-fA-F]{64}\\s.*", Pattern.DOTALL);
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{43}=?");
    private static final Pattern PASSWORD_HASH = Pattern.compile("\\$.*|\\{.*", Pattern.DOTALL);
    private static final Pattern ALGORITHM =
            Pattern.compile("(?i)(md5|sha-?\\d+|sha3-?\\d+|blake\\w+|bcrypt|argon2\\w*):.*", Pattern.DOTALL);

    /** Other digests by the number of their figures. */
    private static final Map<Integer, String> OTHERS =
            Map.of(32, "MD5", 40, "SHA-1", 56, "SHA-224", 96, "SHA-384", 128, "SHA-512");

    /** The digests of what a script hashes when its variable is empty. */
    private static final Map<String, String> OF_NOTHING = Map.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "an empty text",
            "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b", "a line break alone",
            "7eb70257593da06f682a3ddda54a9d260d4fc514f645237f5ca74b08f8da61a6", "a line break alone");

    private KeyDigest() {}

    /** Tells whether the text of a file names an algorithm, and so is no key. */
    static boolean isNamed(String text) {
        return ALGORITHM.matcher(text).matches();
    }

    /** Returns the digest in a text that names its algorithm. */
    static byte[] named(String property, String text) {
        if (!text.startsWith(PREFIX)) {
            throw refused(property, "names another algorithm than sha256");
        }
        return parse(property, text.substring(PREFIX.length()));
    }

    /** Returns the digest that hexadecimal figures stand for. */
    static byte[] parse(String property, String text) {
        String problem = problem(text);
        if (problem != null) {
            throw refused(property, problem);
        }
        return HexFormat.of().parseHex(text);
    }

    private static @Nullable String problem(String text) {
        if (text.isBlank()) {
            return "is empty";
        }
        if (WITH_FILE_NAME.matcher(text.stripLeading()).matches()
                && !text.strip().matches("\\S+")) {
            return "has more behind the figures, as sha256sum prints it";
        }
        if (!text.equals(text.strip())) {
            return "has white space in front or behind";
        }
        if (text.startsWith(PREFIX)) {
            return "has the prefix " + PREFIX + ", which only a file needs";
        }
        if (isNamed(text)) {
            return "names another algorithm than sha256";
        }
        if (PASSWORD_HASH.matcher(text).matches()) {
            return "is a hash of passwords, with its own algorithm";
        }
        return HEXADECIMAL.matcher(text).matches() ? problemOfFigures(text) : problemOfOther(text);
    }

    private static @Nullable String problemOfFigures(String text) {
        int length = text.length();
        if (length != FIGURES) {
            String other = OTHERS.get(length);
            return "has " + length + " figures" + (other == null ? "" : ", as " + other + " has,") + " instead of 64";
        }
        String nothing = OF_NOTHING.get(text.toLowerCase(Locale.ROOT));
        return nothing == null ? null : "is that of " + nothing + ", and not of a key";
    }

    private static String problemOfOther(String text) {
        return BASE64.matcher(text).matches()
                ? "looks like Base64, and hexadecimal figures are needed"
                : "has characters that are no hexadecimal figures";
    }

    // The shell formats, not Java.
    @SuppressWarnings("OrphanedFormatString")
    private static LatchkeyStartException refused(String property, String problem) {
        return new LatchkeyStartException(
                property + " is no SHA-256 of a key: it " + problem + ". It is not printed here.",
                "Set it to the 64 hexadecimal figures that printf %s \"$KEY\" | sha256sum prints first. Hash the key"
                        + " alone: white space or a line break around it gives another hash, and then the key is"
                        + " refused.",
                null);
    }
}
