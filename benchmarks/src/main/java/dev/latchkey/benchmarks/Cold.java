package dev.latchkey.benchmarks;

import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import java.util.List;

/** A key that this process has never proven, in turns with one bare Argon2id of the same cost. */
final class Cold implements Measurement {
    private static final int WARM_UP = 20;
    private static final int TURNS = 200;

    @Override
    public List<Row> rows() {
        Times authenticate = new Times();
        Times floor = new Times();
        Argon2 argon2 = new Argon2();
        // Remembers no proof, so every call computes Argon2.
        try (Latchkey latchkey =
                Issued.latchkey(new InMemoryKeyStore()).provenKeys(0).build()) {
            String key = Issued.keys(latchkey, 1).get(0);
            for (int i = -WARM_UP; i < TURNS; i++) {
                if (i == 0) {
                    authenticate.forget();
                    floor.forget();
                }
                // Each goes first in turn: the second may find more in the processor's cache, or less.
                if (i % 2 == 0) {
                    floor.time(() -> argon2.hash(key).length > 0);
                }
                authenticate.time(() -> latchkey.authenticator()
                                .authenticate(key, Requirement.ANY, null)
                                .outcome()
                        == Verdict.Outcome.ACCEPTED);
                if (i % 2 != 0) {
                    floor.time(() -> argon2.hash(key).length > 0);
                }
            }
        }
        return List.of(Row.times(
                "cold authenticate; floor: one bare Argon2id", authenticate.median(), floor.median(), "at most 1.05"));
    }
}
