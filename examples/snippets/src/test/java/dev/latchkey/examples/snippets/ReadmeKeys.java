package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;

/** What the snippets take for granted: a key that is in force. */
final class ReadmeKeys {
    private ReadmeKeys() {}

    static String projectKey(Latchkey latchkey) {
        KeySpec spec = KeySpec.of("tenant-1", Scope.resource("project-7"), "CI").allPermissions();
        return latchkey.keys()
                .issue(spec, Actor.host("test"))
                .orElseThrow()
                .rawKey()
                .reveal();
    }
}
