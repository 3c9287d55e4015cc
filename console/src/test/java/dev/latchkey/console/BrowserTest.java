package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.openqa.selenium.By;

/**
 * Tests in one browser, each on a host of its own. After each of them nothing was reported against the policy, nothing
 * was said on the browser's console, and no request went to another origin.
 */
@Tag("extended")
abstract class BrowserTest {
    static Browser browser;

    ConsoleHost host;

    @BeforeAll
    static void open() throws Exception {
        browser = Browser.open("en-US");
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        host = ConsoleHost.start();
        browser.forget();
    }

    @AfterEach
    void stop() throws Exception {
        try {
            assertThat(browser.violations()).isEmpty();
            assertThat(browser.console().stream().filter(line -> !isExpected(line)))
                    .isEmpty();
            assertThat(browser.requested())
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(host.origin() + "/") || isPartOfTheBrowser(url));
        } finally {
            host.close();
        }
    }

    /** The picture of a calendar in Chromium's own field for a date. */
    private static boolean isPartOfTheBrowser(String url) {
        return url.startsWith("data:image/svg+xml;");
    }

    /** Chromium says of every answer that is an error that it is one. */
    boolean isExpected(String line) {
        return line.contains("Failed to load resource");
    }

    void visit(String operator, String fragment) {
        browser.visit(host, operator, fragment);
    }

    /** Returns the raw key that the dialog shows. */
    String shown() {
        String raw = browser.see(By.cssSelector("dialog input.raw")).getDomProperty("value");
        assertThat(raw).startsWith("lk_");
        return raw;
    }

    /** Closes the dialog of the raw key. */
    void store() {
        browser.press("Close");
        browser.press("Yes, close");
        browser.gone(By.cssSelector("dialog input.raw"));
    }

    static String key(IssuedKey issued) {
        return "#/key?id=" + issued.key().id();
    }

    /** Sends a request with a key, and waits for its answer. */
    static void use(String raw) {
        browser.driver.executeAsyncScript(
                "const [key, done] = arguments;"
                        + " fetch('/app/v1/me', { headers: { 'x-api-key': key } }).then(done, done)",
                raw);
    }

    /** Presses keys where the focus is. */
    static void press(CharSequence... keys) {
        browser.driver.switchTo().activeElement().sendKeys(keys);
    }
}
