package dev.latchkey.architecture.bad.core;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import java.util.function.Supplier;

@Breaks("SIGNATURES_MENTION_NOTHING_INTERNAL")
public interface LeakingByTypeArgument extends Supplier<Hidden> {}
