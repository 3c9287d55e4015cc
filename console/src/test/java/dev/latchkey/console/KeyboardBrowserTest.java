package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.key.ApiKey;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** People manage keys by the keyboard alone: they always see where they are, and no action loses their place. */
class KeyboardBrowserTest extends BrowserTest {
    private static final String NAME = "const one = document.activeElement;"
            + " const text = one.labels?.length ? one.labels[0].textContent : one.textContent;";

    private static final int MOST = 80;

    @Test
    void keyIsIssuedCopiedAndClosed() {
        visit(ConsoleHost.ADA, "#/home");
        browser.see("h1", "Overview");
        tabTo("Issue a key");
        press(Keys.ENTER);
        arrives("Issue a key");
        tabTo("Name");
        press("typed");
        tabTo("Permission");
        press("messages:send", Keys.ENTER);
        tabTo("Check and issue");
        press(Keys.ENTER);
        browser.see("dd", "typed");
        assertThat(focused()).isEqualTo("Issue");
        press(Keys.ESCAPE);
        browser.gone(By.cssSelector("dialog"));
        assertThat(focused()).isEqualTo("Check and issue");
        press(Keys.ENTER);
        browser.see("dd", "typed");
        press(Keys.ENTER);
        shown();
        assertThat(focused()).isEqualTo("Key of typed");
        grantClipboard();
        tabTo("Copy");
        press(Keys.ENTER);
        browser.see("p", "Copied.");
        assertThat(focused()).isEqualTo("Copy");
        stored();
        arrives("typed");
    }

    @AfterEach
    void widen() {
        browser.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** On a small screen, where what is said could lie above what is shown. */
    @Test
    void keyIsRotatedCanceledCompletedSuspendedResumedRevealedAndRevoked() {
        browser.driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 320, "height", 568, "deviceScaleFactor", 1, "mobile", false));
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.EVE, key(issued));
        browser.see("h1", "ci");
        choose("Rotate");
        assertThat(focused()).isEqualTo("In 7 days");
        press(Keys.ARROW_DOWN);
        assertThat(focused()).isEqualTo("In 30 days");
        press(Keys.ENTER);
        stored();
        done("The key has a new secret.");
        tabTo("Refresh");
        press(Keys.ENTER);
        done("The page is up to date.");
        choose("Cancel the rotation");
        tabTo("Cancel the rotation");
        press(Keys.ENTER);
        done("The rotation is canceled.");
        choose("Rotate");
        press(Keys.ENTER);
        stored();
        done("The key has a new secret.");
        choose("Complete");
        tabTo("Complete");
        press(Keys.ENTER);
        done("The rotation is complete.");
        choose("Suspend");
        assertThat(focused()).isEqualTo("Reason");
        press(Keys.ENTER);
        done("The key is suspended.");
        choose("Resume");
        press(Keys.ENTER);
        done("The key is active again.");
        choose("Reveal");
        press(Keys.ENTER);
        stored();
        done("The key is no longer shown.");
        choose("Revoke");
        tabTo("Type the last four characters of the prefix");
        ApiKey key =
                host.latchkey.keys().find(ConsoleHost.TENANT, issued.key().id()).orElseThrow();
        String prefix = key.currentSecret().displayPrefix();
        press("?", Keys.ENTER);
        browser.see("p", "This is not the end of the prefix.");
        assertThat(focused()).isEqualTo("Type the last four characters of the prefix");
        press(prefix.substring(prefix.length() - 4), Keys.ENTER);
        done("The key is revoked.");
    }

    @Test
    void keysAreFilteredPagedIdentifiedAndRegenerated() {
        for (int i = 0; i < 120; i++) {
            host.issue("key " + i);
        }
        visit(ConsoleHost.ADA, "#/keys");
        browser.see("a", "key 119");
        tabTo("Status");
        press("Act");
        tabTo("Apply");
        press(Keys.ENTER);
        browser.until(page -> page.getCurrentUrl().contains("status=active"));
        arrives("Keys");
        tabTo("Next page", 400);
        press(Keys.ENTER);
        browser.see("span", "20 keys on this page");
        arrives("Keys");
        tabTo("First page", 400);
        press(Keys.ENTER);
        browser.see("span", "100 keys on this page");
        arrives("Keys");
        visit(ConsoleHost.ADA, "#/identify");
        browser.see("h1", "Whose key is this?");
        tabTo("The whole key");
        press("no key", Keys.ENTER);
        browser.see("p", "This is no whole key");
        tabTo("Ask anyway");
        press(Keys.ENTER);
        browser.see("p", "No key that you manage");
        assertThat(focused()).isEqualTo("Whose key is this?");
        visit(ConsoleHost.ADA, "#/defaults");
        browser.see("th", "Support");
        tabTo("Regenerate");
        press(Keys.TAB);
        String place = place();
        press(Keys.ENTER);
        browser.see("h2", "Regenerate the key of Support");
        press(Keys.ENTER);
        stored();
        browser.see(By.xpath("//*[@role='status']//p[.='The key has a new secret.']"));
        assertThat(place()).isEqualTo(place);
    }

    @Test
    void focusIsNotLostWithWhatGoesAway() {
        IssuedKey issued = host.issue("ci");
        for (int i = 0; i < 120; i++) {
            host.latchkey
                    .keys()
                    .rename(ConsoleHost.TENANT, issued.key().id(), "ci " + i, ConsoleHost.SETUP)
                    .orElseThrow();
        }
        visit(ConsoleHost.ADA, key(issued));
        browser.see("button", "Older events");
        tabTo("Older events");
        press(Keys.ENTER);
        events(100);
        assertThat(focused()).contains("Changed");
        assertThat(browser.script("return [...document.activeElement.parentElement.children]"
                        + ".indexOf(document.activeElement)"))
                .as("the first of those that were not shown before")
                .isEqualTo(50L);
        tabTo("Older events");
        press(Keys.ENTER);
        events(121);
        assertThat(focused()).contains("Changed");
        choose("Suspend");
        press(Keys.ENTER);
        done("The key is suspended.");
        press(Keys.chord(Keys.SHIFT, Keys.TAB));
        press(Keys.chord(Keys.SHIFT, Keys.TAB));
        assertThat(focused()).isEqualTo("Dismiss");
        press(Keys.ENTER);
        assertThat(focused()).startsWith("ci ");
        choose("Edit");
        tabTo("Add a limit");
        press(Keys.ENTER);
        assertThat(focused()).isEqualTo("Burst");
        tabTo("Remove");
        press(Keys.ENTER);
        assertThat(focused()).isEqualTo("Add a limit");
        press(Keys.ESCAPE);
        browser.gone(By.cssSelector("dialog"));
        assertThat(focused()).isEqualTo("Edit");
    }

    /** The page reads again what it shows when the reader comes back to it. */
    @Test
    void readerWhoComesBackFindsTheFocusAndWhatWasTyped() {
        IssuedKey first = host.issue("ci");
        visit(ConsoleHost.ADA, "#/keys");
        browser.see("a", "ci");
        tabTo("ci");
        host.latchkey
                .keys()
                .suspend(ConsoleHost.TENANT, first.key().id(), "lost", ConsoleHost.SETUP)
                .orElseThrow();
        comeBack();
        browser.see("td", "Suspended");
        assertThat(focused()).isEqualTo("ci");
        browser.type("Search for", "half a na");
        host.issue("second");
        comeBack();
        assertThat(focused()).isEqualTo("Search for");
        press("me", Keys.ENTER);
        browser.see("p", "No key matches.");
        assertThat(browser.driver.getCurrentUrl()).contains("find=half+a+name");
    }

    private static void comeBack() {
        browser.script("const now = Date.now; Date.now = () => now() + 10_000; dispatchEvent(new Event('focus'));"
                + " Date.now = now");
    }

    private static void events(int count) {
        browser.until(
                page -> page.findElements(By.cssSelector("ol.events > li")).size() == count);
    }

    /** Opens the dialog of an action of a key. */
    private static void choose(String action) {
        tabTo(action);
        browser.script("document.querySelector('h1').scrollIntoView()");
        press(Keys.ENTER);
        browser.see(By.cssSelector("dialog[open]"));
        focused();
    }

    /** Closes the dialog of the raw key. */
    private void stored() {
        shown();
        press(Keys.ESCAPE);
        browser.see("p", "Have you stored it?");
        assertThat(focused()).isEqualTo("Yes, close");
        press(Keys.ENTER);
        browser.gone(By.cssSelector("dialog"));
    }

    private static void done(String said) {
        browser.see(By.xpath("//*[@role='status']//p[.='" + said + "']"));
        browser.gone(By.cssSelector("dialog"));
        browser.until(page -> (boolean) browser.script("return document.activeElement.tagName === 'H1'"));
        focused();
        assertThat((boolean) browser.script("const box = document.querySelector('.notice').getBoundingClientRect();"
                        + " return Math.round(box.top) >= 0 && box.bottom <= innerHeight"))
                .as("what is said is in view")
                .isTrue();
    }

    /** Waits until a view is shown whose heading has the focus. */
    private static void arrives(String heading) {
        browser.until(page -> (boolean) browser.script(
                "const one = document.activeElement;"
                        + " return one.tagName === 'H1' && one.textContent.startsWith(arguments[0])",
                heading));
        focused();
    }

    private static void tabTo(String name) {
        tabTo(name, MOST);
    }

    /** Goes on with the tabulator until the control or the button of a name has the focus. */
    private static void tabTo(String name, int most) {
        for (int i = 0; i < most; i++) {
            press(Keys.TAB);
            if (name.equals(browser.script(NAME + " return text"))) {
                focused();
                return;
            }
        }
        throw new AssertionError("the tabulator does not reach " + name);
    }

    /** Returns the name of what has the focus, which is an element that shows it. */
    private static String focused() {
        Map<?, ?> focused = (Map<?, ?>) browser.script(NAME + " const box = one.getBoundingClientRect();"
                + " return { text, body: one === document.body, line: getComputedStyle(one).outlineStyle,"
                + " seen: box.bottom > 0 && box.top < innerHeight }");
        assertThat(focused.get("body")).as("the focus is lost").isEqualTo(false);
        assertThat(focused.get("line")).as("the focus is not seen").isNotEqualTo("none");
        assertThat(focused.get("seen")).as("the focus is out of view").isEqualTo(true);
        return (String) focused.get("text");
    }

    private static String place() {
        focused();
        return (String) browser.script("const row = document.activeElement.closest('tr');"
                + " return document.activeElement.textContent + ' ' + row.querySelector('th').textContent");
    }

    private static void grantClipboard() {
        browser.driver.executeCdpCommand(
                "Browser.setPermission", Map.of("permission", Map.of("name", "clipboard-write"), "setting", "granted"));
    }
}
