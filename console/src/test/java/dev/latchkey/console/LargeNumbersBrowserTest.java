package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.http.spi.InMemoryResourceDirectory;
import dev.latchkey.http.spi.Resource;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The document stays small, however many keys, resources and events there are. */
class LargeNumbersBrowserTest extends BrowserTest {
    private static final boolean LONG = Boolean.getBoolean("latchkey.long");
    private static final int PAGES = 10;
    private static final int MOST_ROWS = 300;

    /** What the document of a list may have more after ten pages than before: the words of a page differ. */
    private static final double SLACK = 1.02;

    @Test
    void tenPagesOfManyKeysLeaveNothingBehind() {
        int count = LONG ? 100_000 : 1_200;
        for (int i = 0; i < count; i++) {
            host.issue("key " + i);
        }
        visit(ConsoleHost.ADA, "#/keys");
        browser.until(page -> rows() > 100);
        // There and back, so that both measurements are of a page that was come back to.
        follow("Next page");
        follow("First page");
        Map<String, Object> before = counted();
        for (int page = 1; page < PAGES; page++) {
            follow("Next page");
            assertThat(rows()).isBetween(100L, (long) MOST_ROWS);
        }
        follow("First page");
        Map<String, Object> after = counted();
        assertThat(after.get("documents")).isEqualTo(before.get("documents"));
        assertThat((long) after.get("nodes")).isLessThanOrEqualTo((long) ((long) before.get("nodes") * SLACK));
        assertThat((long) after.get("jsEventListeners")).isLessThanOrEqualTo((long) before.get("jsEventListeners"));
    }

    @Test
    void defaultKeysOfManyResourcesAreShownPageByPageAndFoundByTheirBeginning() throws Exception {
        host.close();
        Resource[] many = IntStream.range(0, 20_000)
                .mapToObj(i -> new Resource("wn_" + i, "+1 555 " + i, "Number " + i))
                .toArray(Resource[]::new);
        host = ConsoleHost.start(keys -> {}, InMemoryResourceDirectory.empty().with(ConsoleHost.TENANT, many));
        visit(ConsoleHost.ADA, "#/defaults");
        browser.see("th", "Number 0");
        for (int page = 1; page < PAGES; page++) {
            follow("Next page");
            assertThat(rows()).isBetween(20L, (long) MOST_ROWS);
        }
        browser.type("Begins with", "Number 19999");
        browser.press("Apply");
        browser.see("th", "Number 19999");
        visit(ConsoleHost.ADA, "#/issue");
        browser.type("Scope", "wn_1999");
        browser.until(
                page -> page.findElements(By.cssSelector("datalist option")).size() == 11);
    }

    @Test
    void timelineOfManyEventsIsReadInPartsAndKeepsAFew() {
        int count = LONG ? 10_000 : 700;
        IssuedKey issued = host.issue("ci");
        for (int i = 1; i < count; i++) {
            host.latchkey
                    .keys()
                    .rename(ConsoleHost.TENANT, issued.key().id(), "ci " + i, ConsoleHost.SETUP)
                    .orElseThrow();
        }
        visit(ConsoleHost.ADA, "#/key?id=" + issued.key().id());
        WebElement events = browser.see(By.cssSelector("ol.events"));
        for (int page = 1; page < PAGES; page++) {
            String last = last(events);
            browser.press("Older events");
            browser.until(shown -> !last(events).equals(last));
            assertThat(events.findElements(By.cssSelector(":scope > li"))).hasSizeLessThanOrEqualTo(MOST_ROWS);
        }
        assertThat(last(events)).contains("ci " + (count - PAGES * 50));
    }

    private static String last(WebElement events) {
        return (String) browser.script("return arguments[0].lastElementChild?.textContent ?? ''", events);
    }

    /**
     * Follows a link and waits for another table. All in scripts: while the driver knows an element, it keeps the
     * whole tree that the element was in.
     */
    private static void follow(String link) {
        browser.until(page -> (boolean) browser.script(
                "const link = [...document.querySelectorAll('.pages a')].find(one => one.textContent === arguments[0]);"
                        + " if (!link) { return false; }"
                        + " document.querySelector('table.keys').dataset.left = 'true'; link.click(); return true;",
                link));
        browser.until(page ->
                (boolean) browser.script("return document.querySelector('table.keys:not([data-left])') !== null"));
    }

    private static long rows() {
        return (long) browser.script("return document.querySelectorAll('tr, li').length");
    }

    /** Counts what is in the memory of the browser after a collection. */
    private static Map<String, Object> counted() {
        browser.driver.executeCdpCommand("HeapProfiler.enable", Map.of());
        browser.driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return browser.driver.executeCdpCommand("Memory.getDOMCounters", Map.of());
    }
}
