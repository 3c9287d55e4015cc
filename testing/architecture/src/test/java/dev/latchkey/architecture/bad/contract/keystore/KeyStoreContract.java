package dev.latchkey.architecture.bad.contract.keystore;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.inmemory.Cache;

public abstract class KeyStoreContract {
    @Breaks("CONTRACTS_KNOW_THE_PORTS")
    Cache adapter() {
        return null;
    }
}
