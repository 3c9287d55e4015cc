package dev.latchkey.spring.boot;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The versions of Spring Boot that the starter is for. */
final class SupportedBoot {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

    private SupportedBoot() {}

    /** Refuses 3.4 and older, which lack what is used here, and 4.0.0 to 4.0.5. A version of another form passes. */
    static void check(@Nullable String version) {
        Matcher parts = VERSION.matcher(version == null ? "" : version);
        if (!parts.matches()) {
            return;
        }
        int major = Integer.parseInt(parts.group(1));
        int minor = Integer.parseInt(parts.group(2));
        int patch = Integer.parseInt(parts.group(3));
        boolean open = major == 4 && minor == 0 && patch < 6;
        if (open || major < 3 || (major == 3 && minor < 5)) {
            throw new LatchkeyStartException(
                    "This is Spring Boot " + version + ". "
                            + (open
                                    ? "Its security can leave actuator endpoints open (CVE-2026-40976)."
                                    : "Latchkey's starter uses parts that it does not have."),
                    "Use Spring Boot 3.5, or 4.0.6 or later.",
                    null);
        }
    }
}
