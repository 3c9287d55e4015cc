package dev.latchkey.spring.boot.test;

import dev.latchkey.Latchkey;

/** Issues keys in the database of the application, where {@link TestApiKeys} would have them in memory. */
class TestKeys {
    private final TestApiKeys keys;

    TestKeys(Latchkey latchkey) {
        this.keys = new TestApiKeys(latchkey);
    }

    String issue(String permission) {
        return keys.issue(permission);
    }
}
