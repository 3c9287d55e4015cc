package dev.latchkey.core.format;

import java.util.zip.CRC32;

/**
 * Six base62 digits of the CRC-32 of what precedes them. It proves nothing about possession; it lets anybody, offline, tell a key
 * from a string that only looks like one, which is what secret scanners ask for, and it keeps typing errors away from the database.
 */
final class Checksum {
    /** 62^5 is less than 2^32, 62^6 is more. */
    static final int LENGTH = 6;

    private static final int REVERSED_POLYNOMIAL = 0xedb88320;
    private static final int SLICE = 8;

    /** What a byte does to the checksum when n others of its slice follow it, at {@code n << 8 | byte}; and, in a bit of its own for each n, whether it is none of base62. */
    private static final long[] EFFECT = effects();

    private Checksum() {}

    static void append(StringBuilder key) {
        long crc = crc(key);
        int end = key.length() + LENGTH;
        key.setLength(end);
        for (int i = end - 1; i >= end - LENGTH; i--) {
            key.setCharAt(i, Base62.digit((int) (crc % 62)));
            crc /= 62;
        }
    }

    /** Where {@link #matches} goes on after a prefix. */
    static int after(String prefix) {
        return ~(int) crc(prefix);
    }

    /**
     * Tells whether a key has base62 characters alone from a place on, and ends with its checksum. One pass, slice by slice, over the characters where they are: the CRC-32 of the
     * platform takes bytes, and garbage is not worth a copy.
     *
     * @param key at least as long as a checksum
     * @param from the length of the prefix
     * @param after what {@link #after} said of the prefix
     */
    static boolean matches(String key, int from, int after) {
        int end = key.length() - LENGTH;
        int crc = after;
        long seen = 0;
        int wide = 0;
        int i = from;
        for (; i + SLICE <= end; i += SLICE) {
            int a = key.charAt(i);
            int b = key.charAt(i + 1);
            int c = key.charAt(i + 2);
            int d = key.charAt(i + 3);
            int e = key.charAt(i + 4);
            int f = key.charAt(i + 5);
            int g = key.charAt(i + 6);
            int h = key.charAt(i + 7);
            wide |= a | b | c | d | e | f | g | h;
            long slice = effect(7, a)
                    ^ effect(6, b)
                    ^ effect(5, c)
                    ^ effect(4, d)
                    ^ effect(3, e)
                    ^ effect(2, f)
                    ^ effect(1, g)
                    ^ effect(0, h);
            seen |= slice;
            crc = (int) (slice ^ effect(7, crc) ^ effect(6, crc >>> 8) ^ effect(5, crc >>> 16) ^ effect(4, crc >>> 24));
        }
        for (; i < end; i++) {
            int c = key.charAt(i);
            wide |= c;
            long last = effect(0, c);
            seen |= last;
            crc = (int) (last ^ effect(0, crc)) ^ (crc >>> 8);
        }
        return seen >>> 32 == 0 && wide <= 0xff && endsWith(key, ~crc & 0xffffffffL);
    }

    private static boolean endsWith(String key, long crc) {
        long rest = crc;
        for (int i = key.length() - 1; i >= key.length() - LENGTH; i--) {
            if (key.charAt(i) != Base62.digit((int) (rest % 62))) {
                return false;
            }
            rest /= 62;
        }
        return true;
    }

    private static long effect(int followers, int lowByte) {
        return EFFECT[followers << 8 | lowByte & 0xff];
    }

    private static long[] effects() {
        long[] effects = new long[SLICE << 8];
        for (int value = 0; value < 256; value++) {
            int crc = value;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ REVERSED_POLYNOMIAL;
            }
            effects[value] = crc & 0xffffffffL;
        }
        for (int i = 1 << 8; i < effects.length; i++) {
            int before = (int) effects[i - 256];
            effects[i] = ((before >>> 8) ^ (int) effects[before & 0xff]) & 0xffffffffL;
        }
        for (int i = 0; i < effects.length; i++) {
            if (!Base62.is((char) (i & 0xff))) {
                effects[i] |= 1L << (32 + (i >>> 8));
            }
        }
        return effects;
    }

    /** Of ASCII text: one character, one byte. */
    private static long crc(CharSequence text) {
        CRC32 crc = new CRC32();
        for (int i = 0; i < text.length(); i++) {
            crc.update(text.charAt(i));
        }
        return crc.getValue();
    }
}
