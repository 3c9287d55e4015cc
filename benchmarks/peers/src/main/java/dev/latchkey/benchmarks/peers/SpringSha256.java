package dev.latchkey.benchmarks.peers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** With one SHA-256, compared in constant time. */
public final class SpringSha256 extends SpringKeys {
    public SpringSha256(String url) {
        super(url);
    }

    @Override
    String hash(String secret) {
        return HexFormat.of().formatHex(digest(secret));
    }

    @Override
    boolean matches(String secret, String hash) {
        return MessageDigest.isEqual(digest(secret), HexFormat.of().parseHex(hash));
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
