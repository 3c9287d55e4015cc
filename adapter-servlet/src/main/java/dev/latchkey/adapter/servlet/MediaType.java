package dev.latchkey.adapter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request says its body is. */
final class MediaType {
    private static final Pattern FORM = Pattern.compile("\\s*([^\\s/;]+/[^\\s/;]+)\\s*(;.*)?");
    private static final Pattern JSON = Pattern.compile("application/(?:[^/]+\\+)?json");
    private static final Pattern CHARSET = Pattern.compile(";\\s*charset=\"?([^\";\\s]*)\"?", Pattern.CASE_INSENSITIVE);

    private MediaType() {}

    /** A type that is not said, or is none, is 400: nobody knows what was meant. One that is known to be another is 415. */
    static void check(HttpServletRequest request, Failures failures) {
        String contentType = request.getContentType();
        Matcher type = FORM.matcher(contentType == null ? "" : contentType);
        if (!type.matches()) {
            throw new Failed(failures.invalid("Content-Type", "must be application/json"));
        }
        boolean json = JSON.matcher(type.group(1).toLowerCase(Locale.ROOT)).matches();
        Matcher charset = CHARSET.matcher(type.group(2) == null ? "" : type.group(2));
        boolean utf8 = !charset.find() || charset.group(1).equalsIgnoreCase("utf-8");
        String coding = request.getHeader("Content-Encoding");
        boolean plain = coding == null || coding.equalsIgnoreCase("identity");
        if (!json || !utf8 || !plain) {
            throw new Failed(failures.unsupportedMediaType());
        }
    }
}
