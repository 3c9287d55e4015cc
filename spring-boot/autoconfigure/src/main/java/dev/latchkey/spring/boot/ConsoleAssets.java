package dev.latchkey.spring.boot;

import dev.latchkey.console.Console;
import dev.latchkey.http.spi.ConsolePages;

/** The console, in a class of its own because its jar is optional. */
final class ConsoleAssets {
    private ConsoleAssets() {}

    static ConsolePages of(LatchkeyProperties.Console properties) {
        Console console = Console.assets();
        String signIn = properties.signIn();
        if (signIn != null) {
            Console sofar = console;
            console = WebBuilders.checked("latchkey.web.console.sign-in", () -> sofar.signIn(signIn));
        }
        String example = properties.example();
        if (example != null) {
            Console sofar = console;
            console = WebBuilders.checked("latchkey.web.console.example", () -> sofar.example(example));
        }
        return console;
    }
}
