package dev.latchkey;

import dev.latchkey.OptimisticUpdate.Guard;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.KeySpec;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What must be allowed before a slot gets a new secret.
 *
 * @param holder checks the key that is in the slot
 * @param next returns why the next holder may not be handed out; null if it may
 */
record SlotGuard(Guard holder, Function<KeySpec, @Nullable Refusal> next) {
    static final SlotGuard NONE = new SlotGuard(key -> null, spec -> null);
}
