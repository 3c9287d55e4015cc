package dev.latchkey.core;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealedCopy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values that several tests need. The hash is a real one, of the word "password", but few tests compute it. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    public static final Actor ACTOR = Actor.host("test");
    public static final UUID ID = UUID.fromString("7d444840-9dc0-41d1-b245-5ffdce74fad2");
    public static final UUID UUID_TWO = UUID.fromString("11111111-9dc0-41d1-b245-5ffdce74fad2");
    public static final String HASH =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    public static final KeySpec SPEC =
            KeySpec.of("acme", Scope.resource("wn_1"), "first").allPermissions().slot("default");

    private Samples() {}

    /** A new current secret without a sealed copy. */
    public static Secret secret(String handle) {
        return secret(handle, null, null);
    }

    /** A new current secret with a sealed copy. */
    public static Secret sealedSecret(String handle) {
        return secret(handle, copy('A'), null);
    }

    /** A secret with a deadline. */
    public static Secret secret(String handle, @Nullable SealedCopy copy, @Nullable Instant retiresAt) {
        return new Secret(handle, "ps_", "wxyz", HASH, ScreeningTag.of(0x5eed1e55), copy, NOW, retiresAt);
    }

    /** A well-formed sealed copy that nothing can open. */
    public static SealedCopy copy(char content) {
        return SealedCopy.of("k1." + String.valueOf(content).repeat(120));
    }

    /** A key issued now, whose secret has a sealed copy and the handle {@code HANDLE000}. */
    public static ApiKey issued(KeySpec spec) {
        return issued(ID, spec);
    }

    /** A key of an id, issued now. */
    public static ApiKey issued(UUID id, KeySpec spec) {
        return NewKey.issue(id, spec, sealedSecret("HANDLE000"), AuditAction.ISSUED, ACTOR, NOW)
                .next();
    }

    /** A raw key of any text. */
    public static RawKey raw(String text) {
        return RawKey.opened(text, "", "HANDLE000");
    }

    /** An address, written in figures. */
    public static InetAddress address(String literal) {
        try {
            return InetAddress.getAllByName(literal)[0];
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
