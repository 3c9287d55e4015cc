package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.scope.TenantScope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** Forms begin with what the host's policy gives, and offer nothing that it refuses. */
class PolicyBrowserTest extends BrowserTest {
    private static final KeyPolicy POLICY = KeyPolicy.NONE
            .maxLifetime(Duration.ofDays(60))
            .defaultLifetime(Duration.ofHours(36))
            .permissions(List.of("messages:read", "messages:send"))
            .networks(List.of(Cidr.parse("10.0.0.0/8")));

    @Test
    void lifetimePermissionsAndNetworksAreThoseOfThePolicy() throws Exception {
        host.close();
        host = ConsoleHost.start(keys -> keys.policies((tenant, scope) -> POLICY));
        visit(ConsoleHost.ADA, "#/issue");
        assertThat(offered()).containsExactly("in 36 hours", "in 30 days", "in 60 days", "on a date");
        assertThat(chosen()).isEqualTo("in 36 hours");
        browser.see("p", "The policy allows 60 days at most.");
        browser.choose("Expires", "on a date");
        assertThat(browser.control("on a date").getDomAttribute("max")).isNotNull();
        browser.choose("Expires", "in 36 hours");
        browser.type("Other permission", "messages:delete");
        browser.press("Add");
        assertThat(browser.control("Other permission").getDomProperty("validationMessage"))
                .isEqualTo("The application knows no such permission.");
        browser.control("Other permission").clear();
        browser.click(By.cssSelector("input[value='messages:send']"));
        // Typed and not added.
        browser.type("Other permission", "messages:*");
        browser.type("Name", "ci");
        browser.press("Check and issue");
        browser.see("dd", "messages:send, messages:*");
        browser.see("dd", "10.0.0.0/8");
        browser.press("Issue");
        shown();
        store();
        browser.see("h1", "ci");
        browser.press("Edit");
        assertThat(offered()).doesNotContain("never");
    }

    @Test
    void policyOfAResourceReplacesTheTenantsWhenTheScopeIsChosen() throws Exception {
        host.close();
        host = ConsoleHost.start(keys -> keys.policies((tenant, scope) -> scope instanceof TenantScope
                ? POLICY
                : KeyPolicy.NONE.defaultLifetime(Duration.ofDays(365)).neverExpires(Actor.Kind.USER)));
        visit(ConsoleHost.ADA, "#/issue");
        assertThat(chosen()).isEqualTo("in 36 hours");
        browser.type("Scope", "wn_1\t");
        browser.until(page -> offered().contains("never"));
        assertThat(chosen()).isEqualTo("in 365 days");
    }

    @Test
    void withoutPolicyNewKeysAreNotForEverByDefault() {
        visit(ConsoleHost.ADA, "#/issue");
        assertThat(chosen()).isEqualTo("in 90 days");
        assertThat(offered()).contains("never");
    }

    private static List<String> offered() {
        return browser.offered("Expires");
    }

    private static String chosen() {
        return browser.chosen("Expires");
    }
}
