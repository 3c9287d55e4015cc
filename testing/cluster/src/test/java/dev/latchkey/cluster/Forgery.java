package dev.latchkey.cluster;

import java.util.Random;
import java.util.zip.CRC32;

/** Raw keys that nobody issued, with everything right that can be known: prefix, handle, length and checksum. */
final class Forgery {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SECRET = 43;
    private static final int CHECKSUM = 6;

    private Forgery() {}

    static String of(String handle, Random random) {
        StringBuilder key = new StringBuilder(Host.FORMAT.prefix()).append(handle);
        for (int i = 0; i < SECRET; i++) {
            key.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        CRC32 crc = new CRC32();
        key.chars().forEach(crc::update);
        int end = key.length();
        long rest = crc.getValue();
        for (int i = 0; i < CHECKSUM; i++) {
            key.insert(end, DIGITS.charAt((int) (rest % DIGITS.length())));
            rest /= DIGITS.length();
        }
        if (Host.FORMAT.parse(key.toString()) == null) {
            throw new AssertionError("the forgery would be taken for garbage: " + key);
        }
        return key.toString();
    }
}
