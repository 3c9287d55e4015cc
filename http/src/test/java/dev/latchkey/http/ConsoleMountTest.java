package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.spi.ConsolePages;
import dev.latchkey.http.spi.HeaderFields;
import dev.latchkey.http.spi.ManagedInterface;
import dev.latchkey.http.spi.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages of a console beside the managed keys. */
class ConsoleMountTest {
    private static final HeaderFields TYPE = HeaderFields.NONE.with("Content-Type", "text/plain");
    private static final ConsolePages PAGES = managed ->
            Map.of("", Response.of(200, TYPE, new byte[] {1}), "1/app.js", Response.of(200, TYPE, new byte[] {2, 3}));

    @Test
    void pagesAreOpenToEveryoneAsTheyAre() {
        try (ManagedHost host = host(PAGES)) {
            Response page = host.send(FakeRequest.of("GET", "/latchkey/console"), null);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.body()).containsExactly(1);
            assertThat(page.fields().value("Content-Type")).contains("text/plain");
            assertThat(host.send(FakeRequest.of("GET", "/latchkey/console/1/app.js"), null)
                            .body())
                    .containsExactly(2, 3);
            assertThat(host.send(FakeRequest.of("GET", "/latchkey/console/2/app.js"), null)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void pagesKnowWhatTheEndpointsTakeInTheNamesOfTheHost() {
        List<ManagedInterface> told = new ArrayList<>();
        try (ManagedHost host = new ManagedHost(
                keys -> {},
                web -> web.jsonCase(JsonCase.SNAKE).resourceNoun("number").credential(Credential.bearer()),
                managed -> managed.console(offered -> {
                    told.add(offered);
                    return PAGES.pages(offered);
                }))) {
            assertThat(told).hasSize(1);
            ManagedInterface managed = told.get(0);
            assertThat(managed.resource()).isEqualTo("number");
            assertThat(managed.snakeCase()).isTrue();
            assertThat(managed.credential()).isEqualTo("Authorization: Bearer ");
            assertThat(managed.operations())
                    .containsKeys("GET me", "GET keys/{id}", "POST keys/{id}/rotate/cancel")
                    .doesNotContainKey("GET console");
            assertThat(managed.operations().get("GET keys").parameters()).contains("tenant", "status", "cursor");
            assertThat(managed.operations().get("POST keys").members()).contains("name", "number", "expires_at");
            assertThat(managed.operations().get("GET me").members()).isEmpty();
            assertThat(host.send(request("GET", "/me").header("x-operator", "ada"), null)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void consoleThatNobodyCouldUseIsNotBuilt() {
        try (ManagedHost host = new ManagedHost()) {
            LatchkeyWebBuilder web = LatchkeyWeb.builder(host.latchkey)
                    .managedKeys(ManagedKeys.at(ManagedKeys.BASE).apiKeys().console(PAGES));
            assertThatThrownBy(web::build)
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("ManagedKeys.at(...).operators(request -> ...)");
        }
    }

    @Test
    void documentIsNoPageOfTheConsole() {
        assertThatThrownBy(() -> new ManagedHost(
                        keys -> {}, web -> web.openApi("/latchkey/console"), managed -> managed.console(PAGES)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("openApi");
    }

    private static ManagedHost host(ConsolePages pages) {
        return new ManagedHost(keys -> {}, web -> {}, managed -> managed.console(pages));
    }
}
