package dev.latchkey.benchmarks.peers;

import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** With Spring Security's Argon2 encoder and its own defaults: 16 MiB, 2 passes, in Java. */
public final class SpringArgon2 extends SpringKeys {
    // A field of an instance would not be there yet when the keys are made.
    private static final PasswordEncoder ENCODER = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();

    public SpringArgon2(String url) {
        super(url);
    }

    @Override
    String hash(String secret) {
        return ENCODER.encode(secret);
    }

    @Override
    boolean matches(String secret, String hash) {
        return ENCODER.matches(secret, hash);
    }
}
