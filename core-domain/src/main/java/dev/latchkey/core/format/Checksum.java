package dev.latchkey.core.format;

import java.util.zip.CRC32;

/**
 * Six base62 digits of the CRC-32 of what precedes them. It proves nothing about possession; it lets anybody, offline,
 * tell a key from a string that only looks like one, which is what secret scanners ask for, and it keeps typing errors
 * away from the database.
 */
final class Checksum {
    /** 62^5 is less than 2^32, 62^6 is more. */
    static final int LENGTH = 6;

    private Checksum() {}

    static void append(StringBuilder key) {
        long crc = crc(key, key.length());
        int end = key.length() + LENGTH;
        key.setLength(end);
        for (int i = end - 1; i >= end - LENGTH; i--) {
            key.setCharAt(i, Base62.digit((int) (crc % 62)));
            crc /= 62;
        }
    }

    static boolean matches(String key) {
        int end = key.length() - LENGTH;
        long crc = crc(key, end);
        for (int i = key.length() - 1; i >= end; i--) {
            if (key.charAt(i) != Base62.digit((int) (crc % 62))) {
                return false;
            }
            crc /= 62;
        }
        return true;
    }

    /** Of ASCII text: one character, one byte. */
    private static long crc(CharSequence text, int end) {
        CRC32 crc = new CRC32();
        for (int i = 0; i < end; i++) {
            crc.update(text.charAt(i));
        }
        return crc.getValue();
    }
}
