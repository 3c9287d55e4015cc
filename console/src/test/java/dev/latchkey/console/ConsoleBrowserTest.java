package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.RateLimit;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedConditions;

/** People manage keys in a real browser. */
class ConsoleBrowserTest extends BrowserTest {
    private static final String EVERYWHERE = "return [location.href, document.documentElement.outerHTML,"
            + " JSON.stringify(localStorage), JSON.stringify(sessionStorage), JSON.stringify(history.state),"
            + " document.cookie, [...document.querySelectorAll('input,textarea')]"
            + ".map(one => one.value).join()].join('\\n')";

    @Test
    void keyIsIssuedAndShownOnceAndIsNowhereAfterwards() {
        visit(ConsoleHost.ADA, "#/issue");
        browser.type("Name", "ci");
        addPermission("messages:send");
        browser.press("Check and issue");
        browser.see("dd", "messages:send");
        browser.press("Issue");
        String raw = shown();
        assertThat(host.latchkey.keyFormat().parse(raw)).isNotNull();
        assertThat(browser.script("return document.activeElement.className")).isEqualTo("raw");
        assertThat(browser.script("return String(getSelection())")).isEqualTo(raw);
        assertThat(browser.text(By.cssSelector("dialog pre")))
                .contains("x-api-key: $API_KEY", host.origin() + "/app/v1/me")
                .doesNotContain(raw);
        assertThat((String) browser.script("return document.querySelector('dialog pre').textContent"))
                .as("a shell reads the key before what follows on the line")
                .doesNotContain("\n");
        browser.press("Close");
        browser.press("Not yet");
        assertThat(shown()).isEqualTo(raw);
        store();
        browser.see("h1", "ci");
        assertNowhere(raw);
    }

    @Test
    void copyPutsExactlyTheKeyIntoTheClipboard() {
        grantClipboard("granted");
        visit(ConsoleHost.ADA, key(host.issue("ci")));
        browser.press("Reveal");
        browser.press("Reveal");
        String raw = shown();
        browser.press("Copy");
        browser.see("p", "Copied.");
        assertThat(browser.driver.executeAsyncScript("const done = arguments[0];"
                        + " navigator.clipboard.readText().then(done, error => done('' + error))"))
                .isEqualTo(raw);
        store();
        assertNowhere(raw);
    }

    @Test
    void withoutClipboardTheKeyIsSelectedAndTheKeysToPressAreNamed() {
        visit(ConsoleHost.ADA, key(host.issue("ci")));
        browser.press("Reveal");
        browser.press("Reveal");
        String raw = shown();
        browser.script("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        browser.press("Copy");
        browser.see("p", "press Ctrl+C");
        assertThat(browser.script("return String(getSelection())")).isEqualTo(raw);
        store();
    }

    @Test
    void escapeAsksWhetherTheKeyIsStored() {
        visit(ConsoleHost.ADA, key(host.issue("ci")));
        browser.press("Reveal");
        browser.press("Reveal");
        shown();
        browser.see(By.cssSelector("dialog input.raw")).sendKeys(Keys.ESCAPE);
        browser.see("p", "Have you stored it?");
        browser.press("Yes, close");
        browser.gone(By.cssSelector("dialog"));
    }

    /** Chromium closes a dialog on the second Esc, whatever the page says. */
    @Test
    void secondEscapeStillAsksWhetherTheKeyIsStored() {
        visit(ConsoleHost.ADA, "#/issue");
        browser.type("Name", "ci");
        addPermission("messages:send");
        browser.press("Check and issue");
        browser.press("Issue");
        String raw = shown();
        browser.see(By.cssSelector("dialog input.raw")).sendKeys(Keys.ESCAPE);
        browser.see("p", "Have you stored it?");
        // To the page: where the focus is cannot take a key while the dialog is shown again.
        new Actions(browser.driver).sendKeys(Keys.ESCAPE, Keys.ESCAPE).perform();
        assertThat(shown()).isEqualTo(raw);
        browser.press("Yes, close");
        browser.see("h1", "ci");
        assertNowhere(raw);
    }

    @Test
    void rotationWhoseNewSecretIsUsedIsCanceledOnlyWithTheBoxTicked() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.press("Rotate");
        assertThat(browser.script("return document.activeElement.value")).isEqualTo("P7D");
        browser.press("Rotate");
        String raw = shown();
        store();
        browser.see("li", "Last used: never");
        use(raw);
        browser.until(page -> {
            browser.press("Refresh");
            browser.see("p", "The page is up to date.");
            return !browser.text(By.cssSelector(".rotation li")).contains("never");
        });
        browser.press("Cancel the rotation");
        browser.press("Keep the rotation");
        browser.gone(By.cssSelector("dialog"));
        browser.press("Cancel the rotation");
        browser.press("Cancel the rotation");
        browser.see("p", "The new secret was used already.");
        assertThat(browser.script("return document.activeElement.textContent")).isEqualTo("Cancel the rotation");
        browser.click("label", "Also if the new secret was used");
        browser.press("Cancel the rotation");
        browser.see("p", "The rotation is canceled.");
    }

    @Test
    void rotationKeepsBothSecretsAndIsCanceled() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.press("Rotate");
        browser.click(By.cssSelector("dialog input[value=P7D]"));
        browser.press("Rotate");
        String raw = shown();
        assertThat(raw).isNotEqualTo(issued.rawKey().reveal());
        store();
        browser.see("h2", "Rotation under way");
        assertThat(browser.driver.findElements(By.cssSelector(".secrets li"))).hasSize(2);
        assertThat(browser.has(By.xpath("//button[.='Rotate']"))).isFalse();
        assertNowhere(raw);
        browser.press("Cancel the rotation");
        browser.press("Cancel the rotation");
        browser.see("p", "The rotation is canceled.");
        assertThat(stored(issued).currentSecret().handle())
                .isEqualTo(issued.key().currentSecret().handle());
    }

    @Test
    void rotationOnFirstUseIsCompleted() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.press("Rotate");
        browser.click(By.cssSelector("dialog input[value=first-use]"));
        browser.see("label", "How long the previous secret goes on working");
        browser.press("Rotate");
        shown();
        store();
        browser.see("p", "waits for its first use");
        browser.press("Complete");
        browser.press("Complete");
        browser.see("p", "The rotation is complete.");
        assertThat(stored(issued).currentSecret().handle())
                .isNotEqualTo(issued.key().currentSecret().handle());
    }

    @Test
    void keyIsSuspendedWithReasonAndResumed() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.press("Suspend");
        browser.type("Reason", "leaked?");
        browser.press("Suspend");
        browser.see("p", "The key is suspended.");
        assertThat(stored(issued).suspension().reason()).isEqualTo("leaked?");
        assertThat(browser.see("dd", "leaked?").getText()).contains("ada").doesNotContain("by an operator");
        browser.press("Resume");
        browser.press("Resume");
        browser.see("p", "The key is active again.");
        assertThat(status(issued)).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void revokingAsksForTheEndOfThePrefixAndOffersToSuspendFirst() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.press("Revoke");
        browser.press("Suspend");
        browser.press("Suspend");
        browser.see("p", "The key is suspended.");
        browser.press("Revoke");
        String prefix = issued.key().currentSecret().displayPrefix();
        String end = prefix.substring(prefix.length() - 4);
        browser.type("Type the last four characters of the prefix", "?");
        browser.press("Revoke");
        browser.see("p", "This is not the end of the prefix. Type " + end + ".");
        assertThat(status(issued)).isEqualTo(KeyStatus.SUSPENDED);
        press(end);
        browser.press("Revoke");
        browser.see("p", "The key is revoked.");
        assertThat(status(issued)).isEqualTo(KeyStatus.REVOKED);
        assertThat(browser.driver.findElements(By.cssSelector("main .actions button")))
                .isEmpty();
    }

    @Test
    void editSendsOnlyWhatIsDifferent() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.press("Edit");
        WebElement name = browser.control("Name");
        name.clear();
        name.sendKeys("deploy");
        browser.press("Save");
        browser.see("h1", "deploy");
        assertThat(stored(issued).name()).isEqualTo("deploy");
        assertThat(stored(issued).permissions()).isEqualTo(issued.key().permissions());
        assertThat(stored(issued).expiresAt()).isEqualTo(issued.key().expiresAt());
    }

    @Test
    void changeOfAnotherPersonIsShownAndNotOverwritten() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.press("Suspend");
        host.latchkey
                .keys()
                .rename(ConsoleHost.TENANT, issued.key().id(), "renamed", ConsoleHost.SETUP)
                .orElseThrow();
        browser.press("Suspend");
        browser.see(By.cssSelector("dialog table.difference"));
        browser.see("td", "renamed");
        assertThat(status(issued)).isEqualTo(KeyStatus.ACTIVE);
        browser.press("Suspend");
        browser.see("p", "The key is suspended.");
        assertThat(stored(issued).name()).isEqualTo("renamed");
    }

    @Test
    void listIsFilteredByStatus() {
        IssuedKey issued = host.issue("gone");
        host.latchkey
                .keys()
                .revoke(ConsoleHost.TENANT, issued.key().id(), "lost", ConsoleHost.SETUP)
                .orElseThrow();
        host.issue("kept");
        visit(ConsoleHost.ADA, "#/keys");
        browser.see("a", "kept");
        assertThat(browser.has(By.linkText("gone"))).isFalse();
        browser.choose("Status", "Revoked");
        browser.press("Apply");
        browser.see("a", "gone");
        assertThat(browser.has(By.linkText("kept"))).isFalse();
    }

    @Test
    void listHasOnePageInTheDocument() {
        for (int i = 0; i < 230; i++) {
            host.issue("key " + i);
        }
        visit(ConsoleHost.ADA, "#/keys");
        Set<String> names = new TreeSet<>(listed(100));
        leave(() -> browser.click("a", "Next page"));
        names.addAll(listed(100));
        String second = browser.driver.getCurrentUrl();
        leave(() -> browser.click("a", "Next page"));
        names.addAll(listed(30));
        assertThat(names).hasSize(230);
        assertThat(browser.has(By.linkText("Next page"))).isFalse();
        leave(() -> browser.driver.navigate().back());
        listed(100);
        assertThat(browser.driver.getCurrentUrl()).isEqualTo(second);
    }

    /** Does what replaces the list, and waits until it is replaced. */
    private static void leave(Runnable action) {
        WebElement list = browser.see(By.cssSelector("table.keys"));
        action.run();
        browser.until(ExpectedConditions.stalenessOf(list));
    }

    /** Returns the names on a page that says how many keys it has. */
    private static List<String> listed(int count) {
        browser.see("span", count + " keys on this page");
        return browser.driver.findElements(By.cssSelector("table.keys tbody a")).stream()
                .map(WebElement::getText)
                .toList();
    }

    @Test
    void namesOfEveryKindAreShownAsTheyAre() {
        List<String> names = List.of(
                "<img src=x onerror=alert(1)>",
                "\"><script>alert(1)</script>",
                "\u05e9\u05dc\u05d5\u05dd",
                "x".repeat(100),
                "\ud83d\udd11 {n}");
        names.forEach(host::issue);
        visit(ConsoleHost.ADA, "#/keys");
        for (String name : names) {
            browser.until(page -> page.findElements(By.cssSelector("table.keys a")).stream()
                    .anyMatch(link -> link.getText().equals(name)));
        }
        assertThat(browser.has(By.cssSelector("main img, main script"))).isFalse();
        assertThat(browser.text(By.cssSelector(".who"))).contains("Ada <b>L.</b>");
        browser.click(By.linkText(names.get(0)));
        browser.see(By.xpath("//h1[contains(.,'onerror')]"));
        assertThat(browser.driver.getTitle()).contains("<img");
    }

    @Test
    void whoMayOnlyReadSeesNoButtons() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.RUTH, key(issued));
        browser.see("h1", "ci");
        assertThat(browser.driver.findElements(By.cssSelector("main button"))).isEmpty();
        assertThat(browser.has(By.linkText("Issue a key"))).isFalse();
    }

    @Test
    void whoIsNotSignedInIsLedToTheHostsLogin() {
        visit(null, "");
        assertThat(browser.see("a", "Sign in").getDomAttribute("href")).isEqualTo("/app/login");
        browser.see("p", "Sign in to see and manage the keys.");
        assertThat(browser.has(By.cssSelector(".notice"))).isFalse();
    }

    @Test
    void whatWasTypedStaysWhenTheSessionEnds() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.press("Suspend");
        browser.type("Reason", "leaked");
        browser.driver.manage().deleteAllCookies();
        browser.press("Suspend");
        browser.see("p", "You are signed out");
        assertThat(browser.control("Reason").getDomProperty("value")).isEqualTo("leaked");
        assertThat(status(issued)).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void whatWasTypedStaysWhileTheServerCannotBeReached() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.press("Suspend");
        browser.type("Reason", "leaked");
        offline(true);
        browser.press("Suspend");
        browser.see("p", "The server cannot be reached");
        browser.see("p", "You are offline");
        offline(false);
        browser.gone(By.cssSelector(".notice.offline"));
        browser.press("Suspend");
        browser.see("p", "The key is suspended.");
        assertThat(stored(issued).suspension().reason()).isEqualTo("leaked");
    }

    private static void offline(boolean value) {
        browser.driver.executeCdpCommand("Network.enable", Map.of());
        browser.driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", value, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    @Test
    void whereThereIsALimitThePageSaysHowLongItWaitsAndGoesOn() throws Exception {
        host.close();
        host = ConsoleHost.start(keys -> keys.operatorRate(
                new InMemoryRateLimiter(Clock.systemUTC()), new RateLimit(1, 1, Duration.ofSeconds(3))));
        host.issue("ci");
        visit(ConsoleHost.ADA, "#/keys");
        browser.see("p", "The request is sent again in");
        browser.see("a", "ci");
        browser.gone(By.cssSelector(".notice.waiting"));
    }

    @Test
    void pageOfAKeyShowsItsUseAndWhatHappenedToIt() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.press("Suspend");
        browser.type("Reason", "leaked?");
        browser.press("Suspend");
        browser.see("p", "The key is suspended.");
        browser.until(
                page -> page.findElements(By.cssSelector("ol.events > li")).size() == 2);
        assertThat(browser.text(By.cssSelector("ol.events > li"))).contains("Suspended", "ada", "leaked?");
        assertThat(browser.driver.findElements(By.cssSelector("figure.usage > svg > g")))
                .hasSize(30);
        browser.click("summary", "The numbers");
        assertThat(browser.driver.findElements(By.cssSelector("figure.usage tbody tr")))
                .hasSize(30);
    }

    @Test
    void keyThatWasFoundIsIdentifiedAndMistypedOneIsNotSent() {
        IssuedKey issued = host.issue("ci");
        String raw = issued.rawKey().reveal();
        visit(ConsoleHost.ADA, "#/identify");
        browser.type("The whole key", raw.substring(0, raw.length() - 1) + (raw.endsWith("a") ? "b" : "a"));
        browser.press("Ask");
        browser.see("p", "This is no whole key");
        browser.control("The whole key").clear();
        browser.type("The whole key", raw);
        browser.press("Ask");
        browser.see("a", "ci");
        assertThat(browser.control("The whole key").getDomProperty("value")).isEmpty();
        assertNowhere(raw);
    }

    @Test
    void pageKnowsTheChecksumOfEveryKey() {
        List<String> keys = IntStream.range(0, 200)
                .mapToObj(i -> host.issue("key " + i).rawKey().reveal())
                .toList();
        visit(ConsoleHost.ADA, "#/identify");
        browser.see("h1", "Whose key is this?");
        Object known = browser.driver.executeAsyncScript(
                "const [keys, done] = arguments; import(document.scripts[0].src.replace('app.js', 'shape.js')).then("
                        + "shape => done(keys.filter(key => shape.isKey(key)"
                        + " && !shape.isKey(key.replace(/.$/, '_')))))",
                keys);
        assertThat(known).isEqualTo(keys);
    }

    @Test
    void operatorOfTwoTenantsSeesWhoseKeyItIs() {
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.EVE, "");
        assertThat(browser.chosen("Tenant")).isEqualTo("aardvark");
        visit(ConsoleHost.EVE, key(issued));
        browser.see("h1", "ci");
        browser.until(page -> browser.chosen("Tenant").equals(ConsoleHost.TENANT));
        browser.choose("Tenant", "aardvark");
        browser.press("Show");
        browser.see("a", "0 active");
    }

    @Test
    void operatorOfAllTenantsChoosesOne() {
        host.issue("ci");
        visit(ConsoleHost.OLGA, "");
        browser.see("h1", "Choose a tenant");
        browser.type("Tenant", ConsoleHost.TENANT + Keys.ENTER);
        browser.see("h1", "Overview");
        browser.click("a", "1 active");
        browser.click("a", "ci");
        browser.see("h1", "ci");
    }

    private void addPermission(String permission) {
        browser.type("Permission", permission);
        browser.press("Add");
    }

    private ApiKey stored(IssuedKey issued) {
        return host.latchkey.keys().find(ConsoleHost.TENANT, issued.key().id()).orElseThrow();
    }

    private KeyStatus status(IssuedKey issued) {
        return stored(issued).status(host.latchkey.clock().instant());
    }

    private static void grantClipboard(String setting) {
        for (String name : List.of("clipboard-read", "clipboard-write")) {
            browser.driver.executeCdpCommand(
                    "Browser.setPermission", Map.of("permission", Map.of("name", name), "setting", setting));
        }
    }

    /** Neither in the document, in the address, in a store, nor in what assistive technology sees. */
    private static void assertNowhere(String raw) {
        String secret = raw.substring(raw.length() - 40);
        assertThat((String) browser.script(EVERYWHERE)).doesNotContain(secret);
        assertThat(browser.driver
                        .executeCdpCommand("Accessibility.getFullAXTree", Map.of())
                        .toString())
                .doesNotContain(secret);
        assertThat(browser.requested()).noneMatch(url -> url.contains(secret));
    }
}
