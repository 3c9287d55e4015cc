package dev.latchkey.architecture.bad.adapter.inmemory;

import dev.latchkey.architecture.bad.ports.KeyStore;

public final class Tested implements KeyStore {}
