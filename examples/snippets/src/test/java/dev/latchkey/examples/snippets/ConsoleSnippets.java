package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.console.Console;
import dev.latchkey.core.access.Operator;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.ManagedKeys;
import dev.latchkey.http.spi.RequestHead;
import java.util.Optional;

/** The snippet of the page about the console, to the letter. */
abstract class ConsoleSnippets {
    abstract Optional<Operator> operatorOf(RequestHead request);

    // spotless:off
    LatchkeyWeb console(Latchkey latchkey) {
        // snippet: console
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .managedKeys(ManagedKeys.at("/latchkey")
                        .operators(request -> operatorOf(request))
                        .console(Console.assets().signIn("/login").example("/v1/messages")))
                .build();
        // end
        return web;
    }
    // spotless:on
}
