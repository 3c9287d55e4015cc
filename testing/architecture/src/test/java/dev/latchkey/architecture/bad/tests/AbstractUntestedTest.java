package dev.latchkey.architecture.bad.tests;

import dev.latchkey.architecture.bad.adapter.inmemory.Untested;
import dev.latchkey.architecture.bad.contract.keystore.KeyStoreContract;

abstract class AbstractUntestedTest extends KeyStoreContract {
    final Untested subject = new Untested();
}
