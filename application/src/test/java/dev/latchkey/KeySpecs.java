package dev.latchkey;

import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;

/** What the tests' keys are. */
final class KeySpecs {
    private KeySpecs() {}

    static KeySpec number(String resource, Permissions permissions) {
        return KeySpec.of("acme", Scope.resource(resource), "key of " + resource)
                .permissions(permissions);
    }
}
