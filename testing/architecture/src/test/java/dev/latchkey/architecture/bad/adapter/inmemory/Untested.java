package dev.latchkey.architecture.bad.adapter.inmemory;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.ports.KeyStore;

/** Mentioned by classes that the build does not run. */
@Breaks("EVERY_ADAPTER_PASSES_ITS_CONTRACT")
public final class Untested implements KeyStore {}
