package dev.latchkey.architecture.bad.tests;

import dev.latchkey.architecture.bad.adapter.inmemory.Tested;
import dev.latchkey.architecture.bad.adapter.inmemory.Untested;
import dev.latchkey.architecture.bad.contract.keystore.KeyStoreContract;

final class TestedTest extends KeyStoreContract {
    final Tested subject = new Tested();

    abstract static class OfUntestedTest extends KeyStoreContract {
        final Untested subject = new Untested();
    }
}
