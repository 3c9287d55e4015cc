package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Whose second instance remembers what it read once. */
final class StaleStore extends ModelStore {
    ModelStore elsewhere() {
        StaleStore origin = this;
        return new ModelStore() {
            private final Map<UUID, Reply<Optional<ApiKey>>> read = new HashMap<>();

            {
                keys = origin.keys;
                events = origin.events;
            }

            @Override
            public synchronized Reply<Optional<ApiKey>> findById(UUID id) {
                return read.computeIfAbsent(id, super::findById);
            }
        };
    }
}
