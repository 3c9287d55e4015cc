package dev.latchkey.architecture.bad.adapter.inmemory;

import dev.latchkey.architecture.bad.ports.spi.KeyStore;

public final class Tested implements KeyStore {}
