package dev.latchkey.architecture.bad.core;

import dev.latchkey.architecture.Breaks;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.crypto.KeyGenerator;

abstract class Dice {
    @Breaks("ONE_CLASS_MAKES_SECRETS")
    final SecureRandom secure = null;

    @Breaks("NOTHING_ELSE_IS_RANDOM")
    final Random[] dice = {};

    @Breaks("ONE_CLASS_MAKES_SECRETS")
    Supplier<SecureRandom> reference() {
        return SecureRandom::new;
    }

    @Breaks("NOTHING_ELSE_IS_RANDOM")
    int random() {
        return new Random().nextInt(6);
    }

    @Breaks("NOTHING_ELSE_IS_RANDOM")
    int local() {
        return ThreadLocalRandom.current().nextInt(6);
    }

    @Breaks("NOTHING_ELSE_IS_RANDOM")
    int splittable() {
        return new SplittableRandom().nextInt(6);
    }

    @Breaks({"NOTHING_ELSE_IS_RANDOM", "CORE_KNOWS_ITSELF_AND_THE_JDK"})
    int generator() {
        return java.util.random.RandomGenerator.of("L64X128MixRandom").nextInt(6);
    }

    @Breaks("NOTHING_ELSE_IS_RANDOM")
    double math() {
        return Math.random() + StrictMath.random();
    }

    @Breaks("NOTHING_ELSE_IS_RANDOM")
    Supplier<UUID> uuid() {
        return UUID::randomUUID;
    }

    @Breaks("NOTHING_ELSE_IS_RANDOM")
    void shuffle(List<String> cards) {
        Collections.shuffle(cards);
    }

    @Breaks("NOTHING_ELSE_IS_RANDOM")
    Object key() throws GeneralSecurityException {
        return KeyGenerator.getInstance("AES").generateKey();
    }

    @Breaks("NOTHING_ELSE_IS_RANDOM")
    Object keyPair() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("EC").generateKeyPair();
    }
}
