package dev.latchkey.benchmarks;

import dev.latchkey.core.format.KeyFormat;
import java.util.zip.CRC32;

/**
 * What an attacker sends who has seen a handle in a list: the right handle, another secret, and a checksum that anybody
 * can compute.
 */
final class WrongSecret {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECKSUM = 6;

    private WrongSecret() {}

    static String of(String key, KeyFormat format) {
        int last = key.length() - CHECKSUM - 1;
        char other = key.charAt(last) == 'a' ? 'b' : 'a';
        String body = key.substring(0, last) + other;
        String wrong = body + checksum(body);
        if (format.parse(wrong) == null) {
            throw new IllegalStateException("the wrong secret must have the shape of a key");
        }
        return wrong;
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        body.chars().forEach(crc::update);
        long rest = crc.getValue();
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < CHECKSUM; i++) {
            digits.append(BASE62.charAt((int) (rest % 62)));
            rest /= 62;
        }
        return digits.reverse().toString();
    }
}
