package dev.latchkey.console;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.spi.ConsolePages;
import dev.latchkey.http.spi.HeaderFields;
import dev.latchkey.http.spi.ManagedInterface;
import dev.latchkey.http.spi.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the console, to be mounted beside the endpoints that they call.
 *
 * <pre>{@code
 * ManagedKeys.at("/latchkey").operators(request -> ...).console(Console.assets().signIn("/login"))
 * }</pre>
 *
 * <p><b>Security guarantees.</b> The pages hold no data and no credential. They load scripts and styles from their own
 * origin alone, run no script that is made from text, and send requests to their own origin alone: the {@code
 * Content-Security-Policy} makes the browser refuse everything else. Other pages cannot frame them, except for those of
 * {@link #frameAncestors}. A raw key is in the document only while its dialog is open.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Console implements ConsolePages {
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.*:\\[\\]-]+");
    private static final Pattern ADDRESS = Pattern.compile("(?:https?://|/(?!/))[\\x21-\\x7e]*");
    private static final String CACHED_FOR_A_YEAR = "public, max-age=31536000, immutable";
    private static final String NEVER_CACHED = "no-store";

    private final List<String> languages;
    private final List<String> ancestors;
    private final @Nullable String signIn;
    private final @Nullable String example;
    private final String theme;

    private Console(
            List<String> languages,
            List<String> ancestors,
            @Nullable String signIn,
            @Nullable String example,
            String theme) {
        this.languages = List.copyOf(languages);
        this.ancestors = List.copyOf(ancestors);
        this.signIn = signIn;
        this.example = example;
        this.theme = theme;
    }

    /**
     * Returns the console in all of its languages, which no other page can frame.
     *
     * @return the console
     */
    public static Console assets() {
        return new Console(Assets.LANGUAGES, List.of(), null, null, "");
    }

    /**
     * Leads people who are not signed in to the host's own login.
     *
     * @param address a path such as {@code /login}, or an address that begins with {@code https://}
     * @return a new console
     * @throws InvalidValueException if it is neither
     */
    public Console signIn(String address) {
        check(ADDRESS, "signIn", address, "must be a path from the root, or an address of HTTP");
        return new Console(languages, ancestors, address, example, theme);
    }

    /**
     * Names a path of the host's API for the command that is shown with a new key. Defaults to the root.
     *
     * @param path the path, such as {@code /v1/messages}
     * @return a new console
     * @throws InvalidValueException if it is no path
     */
    public Console example(String path) {
        check(Pattern.compile("/[A-Za-z0-9._~/-]*"), "example", path, "must be a path of letters and digits");
        return new Console(languages, ancestors, signIn, path, theme);
    }

    /**
     * Offers only some languages. The first one is for people whose browser asks for none of them.
     *
     * @param tags the languages, out of {@code en} and {@code pt-BR}
     * @return a new console
     * @throws InvalidValueException if there is none, or one is another language
     */
    public Console languages(String... tags) {
        if (tags.length == 0 || !Assets.LANGUAGES.containsAll(List.of(tags))) {
            throw new InvalidValueException("languages", "must be among " + Assets.LANGUAGES);
        }
        return new Console(List.of(tags), ancestors, signIn, example, theme);
    }

    /**
     * Lets pages of other origins embed the console in a frame.
     *
     * @param origins the origins, such as {@code https://admin.example.com}
     * @return a new console
     * @throws InvalidValueException if one is no origin
     */
    public Console frameAncestors(String... origins) {
        for (String origin : origins) {
            check(ORIGIN, "frameAncestors", origin, "must be a scheme, a host and an optional port");
        }
        return new Console(languages, List.of(origins), signIn, example, theme);
    }

    /**
     * Adds rules of style to those of the console, which has a variable for each color and font.
     *
     * @param css the rules, such as {@code :root { --accent: #b00020; }}
     * @return a new console
     */
    public Console styleSheet(String css) {
        return new Console(languages, ancestors, signIn, example, css);
    }

    @Override
    public Map<String, Response> pages(ManagedInterface managed) {
        Assets assets = Assets.read(theme);
        Map<String, Response> pages = new LinkedHashMap<>();
        pages.put("", response(assets.page(), "text/html; charset=utf-8", NEVER_CACHED));
        byte[] config = ConsoleConfig.json(managed, languages, signIn, example);
        pages.put("config.json", response(config, "application/json", NEVER_CACHED));
        assets.files()
                .forEach(file -> pages.put(
                        assets.version() + "/" + file.name(), response(file.bytes(), file.type(), CACHED_FOR_A_YEAR)));
        return pages;
    }

    private Response response(byte[] bytes, String type, String caching) {
        HeaderFields fields = HeaderFields.NONE
                .with("Content-Type", type)
                .with("Cache-Control", caching)
                .with("Content-Security-Policy", policy())
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "no-referrer")
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .with("Cross-Origin-Resource-Policy", "same-origin");
        return Response.of(200, ancestors.isEmpty() ? fields.with("X-Frame-Options", "DENY") : fields, bytes);
    }

    private String policy() {
        String framing = ancestors.isEmpty() ? "'none'" : String.join(" ", ancestors);
        return "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
                + "form-action 'none'; frame-ancestors " + framing + "; base-uri 'none'; "
                + "require-trusted-types-for 'script'; trusted-types 'none'";
    }

    private static void check(Pattern pattern, String field, String value, String rule) {
        if (!pattern.matcher(value).matches()) {
            throw new InvalidValueException(field, rule);
        }
    }

    /** Names the languages. */
    @Override
    public String toString() {
        return "Console[" + String.join(", ", languages) + "]";
    }
}
