package dev.latchkey;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition.Changed;

/** Keys made without hashing anything. */
final class TestKeys {
    private static final SecretGenerator RANDOM = new SecretGenerator();

    private TestKeys() {}

    static Changed issue() {
        RawKey raw = RANDOM.rawKey(World.FORMAT);
        Secret secret = new Secret(
                raw.handle(),
                raw.prefix(),
                raw.lastFour(),
                "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                ScreeningTag.of(raw),
                null,
                World.START,
                null);
        return NewKey.issue(RANDOM.id(), World.SPEC, secret, AuditAction.ISSUED, World.ACTOR, World.START);
    }
}
