package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;

/** The console follows the host's choices of names and errors, and the language of the browser. */
@Tag("extended")
class OtherChoicesBrowserTest {
    private static Browser browser;

    @BeforeAll
    static void open() throws Exception {
        browser = Browser.open("pt-BR");
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void portugueseConsoleOfSnakeCaseRevokesAKeyAndSaysWhatIsRefused(ErrorStyle errors) throws Exception {
        try (ConsoleHost host = ConsoleHost.start(JsonCase.SNAKE, errors)) {
            IssuedKey issued = host.issue("ci");
            browser.visit(host, ConsoleHost.ADA, "#/keys");
            browser.click("a", "ci");
            browser.see("dt", "Criada");
            assertThat(browser.driver.findElement(By.tagName("html")).getDomAttribute("lang"))
                    .isEqualTo("pt-BR");
            browser.press("Editar");
            browser.control("Redes").sendKeys("nowhere");
            browser.press("Salvar");
            assertThat(browser.text(By.cssSelector("dialog .problem"))).contains("network");
            browser.press("Cancelar");
            String prefix = issued.key().currentSecret().displayPrefix();
            browser.press("Revogar");
            browser.type("Digite os quatro \u00faltimos caracteres do prefixo", prefix.substring(prefix.length() - 4));
            browser.press("Revogar");
            browser.see("p", "A chave foi revogada.");
        }
    }
}
