package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.adapter.inmemory.InMemoryAuditSink;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The page says in words what the server tells it. */
class WordsBrowserTest extends BrowserTest {
    @Test
    void timelineAndFactsSayInWordsWhatTheServerKeepsAsConstants() throws Exception {
        host.close();
        InMemoryAuditSink sink = new InMemoryAuditSink();
        host = ConsoleHost.start(keys -> keys.auditSink(sink));
        IssuedKey issued = host.latchkey
                .keys()
                .issue(
                        KeySpec.of(ConsoleHost.TENANT, Scope.resource("wn_1"), "ci")
                                .permissions(Permissions.of("messages:send", "messages:read"))
                                .limits(new Limits(
                                        List.of(new RateLimit(60, 1, Duration.ofSeconds(1))),
                                        List.of(Cidr.parse("10.0.0.0/8")))),
                        ConsoleHost.SETUP)
                .orElseThrow();
        visit(ConsoleHost.ADA, key(issued));
        use(issued.rawKey().reveal());
        host.latchkey.flush();
        browser.press("Suspend");
        browser.press("Suspend");
        browser.see("dd", "no reason given");
        browser.until(
                page -> page.findElements(By.cssSelector("ol.events > li")).size() == 3);
        assertThat(browser.driver.findElements(By.cssSelector("ol.events > li")).stream()
                        .map(WebElement::getText))
                .satisfiesExactly(
                        suspended -> assertThat(suspended)
                                .contains("Suspended", "Suspended: no \u2192 by an operator \u00b7 no reason given"),
                        refused -> assertThat(refused).contains("Use refused", "an address outside its networks"),
                        made -> assertThat(made)
                                .contains(
                                        "Issued",
                                        "secret " + issued.key().currentSecret().handle(),
                                        "Scope: wn_1",
                                        "60 in a burst, 1 per second",
                                        "messages:read, messages:send")
                                .doesNotContain("PT1S", "resource "));
    }

    /** A constant that only a newer server has. */
    @Test
    void constantWithoutWordsIsReadable() {
        visit(ConsoleHost.ADA, "#/identify");
        browser.see("h1", "Whose key is this?");
        String script = "const [done] = arguments; import(document.scripts[0].src.replace('app.js', 'text.js'))"
                + ".then(text => done(text.named('event', 'moved-away') + ', ' + text.named('refusal', 'TOO_LATE')))";
        assertThat(browser.driver.executeAsyncScript(script)).isEqualTo("moved away, too late");
    }

    @Test
    void whereTheHostNamesNoPermissionsThePageSaysWhatToType() {
        visit(ConsoleHost.ADA, "#/issue");
        String described = browser.control("Permission").getDomAttribute("aria-describedby");
        assertThat(browser.text(By.id(described)))
                .contains("names no permissions to choose from", "messages:send", "messages:*");
    }

    @Test
    void summaryNamesTheTenantAndTheScope() {
        visit(ConsoleHost.EVE, "#/issue?tenant=acme");
        browser.type("Name", "ci");
        browser.type("Scope", "wn_1");
        browser.type("Permission", "messages:send");
        browser.press("Check and issue");
        browser.see(By.xpath("//dialog//div[dt='Tenant']/dd[.='acme']"));
        browser.see(By.xpath("//dialog//div[dt='Scope']/dd[.='wn_1']"));
    }

    @Test
    void lastUseOfASecretThatIsNotKnownIsNotSaidToBeNone() throws Exception {
        host.close();
        InMemoryKeyStore store = new InMemoryKeyStore();
        host = ConsoleHost.start(keys -> keys.store(store));
        IssuedKey issued = host.issue("ci");
        visit(ConsoleHost.ADA, key(issued));
        browser.see("li", "Last used: never");
        store.recordUse(
                UseBatch.of(new KeyUse(issued.key().id(), host.latchkey.clock().instant(), 1)));
        browser.driver.navigate().refresh();
        browser.see("li", "Last used: not recorded");
    }
}
