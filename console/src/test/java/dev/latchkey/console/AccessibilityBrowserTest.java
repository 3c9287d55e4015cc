package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;

/** No view breaks a rule of WCAG 2.2, levels A and AA, that axe-core knows. Axe needs more than the policy allows. */
@Tag("extended")
class AccessibilityBrowserTest {
    private static final String RUN = "const done = arguments[0]; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa',"
            + " 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(found => done(found.violations.map(one => one.id + ': '"
            + " + one.nodes.map(node => node.target + ' ' + node.failureSummary).join(' | '))),"
            + " error => done(['' + error]))";

    private static final int NORMAL_TEXT = 16;

    private static Browser browser;
    private final List<String> found = new ArrayList<>();
    private ConsoleHost host;
    private Path pictures;

    @BeforeAll
    static void open() throws Exception {
        browser = Browser.open("en-US");
        browser.driver.executeCdpCommand("Page.setBypassCSP", Map.of("enabled", true));
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
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({"light,1280,100", "dark,1280,100", "light,320,100", "dark,320,100", "dark,1280,200", "light,320,200"})
    void everyViewAndDialogIsAccessibleAndNothingIsCutOff(String scheme, int width, int textPercent)
            throws IOException {
        look(scheme, width, textPercent);
        String id = host.issue("ci").key().id().toString();
        host.issue("x".repeat(100));
        visit("#/home", "h1", "Overview");
        check("home");
        visit("#/keys", "a", "ci");
        check("list");
        browser.click("summary", "1 permission");
        check("permissions");
        visit("#/defaults", "h1", "Default keys");
        check("defaults");
        browser.press("Regenerate");
        check("regenerate");
        browser.press("Cancel");
        visit("#/identify", "h1", "Whose key is this?");
        browser.type("The whole key", "no key");
        browser.press("Ask");
        browser.see("p", "This is no whole key");
        check("identify");
        visit("#/issue", "h1", "Issue a key");
        browser.type("Name", "deploy");
        browser.type("Permission", "messages:send");
        browser.press("Add");
        browser.click("summary", "Networks, limits and more");
        browser.press("Add a limit");
        check("issue");
        browser.press("Check and issue");
        check("summary");
        browser.press("Cancel");
        visit("#/key?id=" + id, "h1", "ci");
        browser.click("summary", "The numbers");
        browser.see(By.cssSelector("ol.events > li"));
        check("key");
        for (String action : List.of("Edit", "Suspend", "Revoke")) {
            browser.press(action);
            browser.see(By.cssSelector("dialog[open]"));
            check(action);
            browser.press("Cancel");
        }
        browser.press("Suspend");
        host.latchkey
                .keys()
                .rename(ConsoleHost.TENANT, UUID.fromString(id), "nightly import", ConsoleHost.SETUP)
                .orElseThrow();
        browser.press("Suspend");
        browser.see(By.cssSelector("dialog table.difference"));
        check("difference");
        browser.press("Cancel");
        visit("#/keys", "h1", "Keys");
        visit("#/key?id=" + id, "button", "Rotate");
        browser.press("Rotate");
        browser.click(By.cssSelector("dialog input[value=first-use]"));
        check("rotate");
        browser.click(By.cssSelector("dialog input[value=P7D]"));
        browser.press("Rotate");
        browser.see(By.cssSelector("dialog input.raw"));
        check("secret");
        browser.press("Close");
        check("question");
        browser.press("Yes, close");
        browser.see("h2", "Rotation under way");
        check("rotation");
        browser.press("Complete");
        check("complete");
        browser.press("Cancel");
        browser.press("Cancel the rotation");
        check("cancel");
        browser.press("Keep the rotation");
        browser.visit(host, ConsoleHost.OLGA, "");
        browser.see("h1", "Choose a tenant");
        check("tenants");
        browser.visit(host, ConsoleHost.OLGA, "#/keys?tenant=acme&status=expired");
        browser.see("p", "No key matches.");
        browser.driver.manage().deleteAllCookies();
        browser.choose("Status", "All");
        browser.press("Apply");
        browser.see("h1", "This cannot be shown");
        check("signed-out");
        assertThat(found).isEmpty();
    }

    private void visit(String fragment, String tag, String text) {
        browser.visit(host, ConsoleHost.ADA, fragment);
        browser.see(tag, text);
    }

    private void look(String scheme, int width, int textPercent) throws IOException {
        String folder = scheme + "-" + width + (textPercent == 100 ? "" : "-text-" + textPercent);
        pictures = Files.createDirectories(Path.of("target", "pictures", folder));
        browser.driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        browser.driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        // As the setting of the browser does, which people use who need larger letters.
        browser.driver.executeCdpCommand(
                "Page.setFontSizes",
                Map.of(
                        "fontSizes",
                        Map.of("standard", NORMAL_TEXT * textPercent / 100, "fixed", 13 * textPercent / 100)));
    }

    /** So that a check that looks at nothing is noticed. */
    @Test
    void fieldWithoutLabelIsNoticed() throws IOException {
        browser.visit(host, ConsoleHost.ADA, "#/identify");
        browser.see("h1", "Whose key is this?");
        browser.script("document.querySelector('main').append(document.createElement('input'))");
        assertThat(broken()).hasSize(1).first().asString().startsWith("label: ");
    }

    /** So that a check that looks at nothing is noticed. */
    @Test
    void wordsThatAreCutOffOrLieOnOthersAreNoticed() throws IOException {
        look("light", 320, 200);
        browser.visit(host, ConsoleHost.ADA, "#/identify");
        browser.see("h1", "Whose key is this?");
        assertThat(browser.script("return getComputedStyle(document.body).fontSize"))
                .isEqualTo("32px");
        browser.script("const add = (text, style) => { const one = document.createElement('p');"
                + " one.textContent = text; one.style.cssText = style; document.querySelector('main').append(one); };"
                + " add('above', 'position: relative; top: 3rem'); add('below', '');"
                + " add('much too long', 'white-space: nowrap; overflow: hidden; width: 3rem')");
        assertThat(unreadable().stream().map(Object::toString))
                .anyMatch(line -> line.startsWith("above lies on below"))
                .anyMatch(line -> line.startsWith("cut off: much too long"));
    }

    /** Checks a view, and keeps a picture of it. */
    private void check(String view) throws IOException {
        Files.write(pictures.resolve(view + ".png"), browser.driver.getScreenshotAs(OutputType.BYTES));
        Stream.concat(broken().stream(), unreadable().stream()).forEach(one -> found.add(view + ": " + one));
    }

    private static List<?> broken() throws IOException {
        browser.script(resource("/axe.min.js"));
        return (List<?>) browser.driver.executeAsyncScript(RUN);
    }

    private static List<?> unreadable() throws IOException {
        return (List<?>) browser.script(resource("/layout.js"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream script = AccessibilityBrowserTest.class.getResourceAsStream(name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
