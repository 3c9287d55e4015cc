package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import java.util.List;
import java.util.Optional;

/** The snippet of the page about HTTP, to the letter. */
final class HttpSnippets {
    private HttpSnippets() {}

    /** A table of the host. */
    interface NumberTable {
        List<Resource> numbersOf(String tenant);

        Optional<Resource> number(String tenant, String id);
    }

    // spotless:off
    static LatchkeyWeb resources(Latchkey latchkey, Routes routes, NumberTable table) {
        // snippet: resources
        ResourceDirectory numbers = new ResourceDirectory() {
            @Override
            public List<Resource> list(String tenant) {
                return table.numbersOf(tenant);
            }

            @Override
            public Optional<Resource> find(String tenant, String id) {
                return table.number(tenant, id);
            }
        };
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .routes(routes)
                .resources(numbers)
                .resourceNoun("number")
                .defaultKeys("/v1/api-keys")
                .build();
        // end
        return web;
    }
    // spotless:on
}
