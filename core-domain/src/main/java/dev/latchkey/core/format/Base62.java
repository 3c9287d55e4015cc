package dev.latchkey.core.format;

import java.math.BigInteger;

/** Digits, then capitals, then small letters: an alphabet that survives URLs, shells, CSV files and a double click. */
final class Base62 {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger RADIX = BigInteger.valueOf(62);

    private Base62() {}

    static char digit(int value) {
        return ALPHABET.charAt(value);
    }

    static boolean is(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    static boolean all(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!is(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The lowest {@code length} digits of the number that the bytes spell, most significant digit first. */
    static String encode(byte[] bytes, int length) {
        BigInteger rest = new BigInteger(1, bytes);
        char[] digits = new char[length];
        for (int i = length - 1; i >= 0; i--) {
            BigInteger[] step = rest.divideAndRemainder(RADIX);
            digits[i] = digit(step[1].intValue());
            rest = step[0];
        }
        return new String(digits);
    }
}
