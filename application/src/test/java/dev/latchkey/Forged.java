package dev.latchkey;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Makes raw keys that were never issued, and computes their checksum by itself. */
final class Forged {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Forged() {}

    /** A well-formed key with the handle of another and a secret of its own. */
    static String sameHandle(RawKey known) {
        String other = new SecretGenerator().rawKey(World.FORMAT).reveal();
        int secretStart = other.length() - 49;
        String body = known.prefix() + known.handle() + other.substring(secretStart, other.length() - 6);
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        StringBuilder checksum = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            checksum.insert(0, DIGITS.charAt((int) (rest % 62)));
            rest /= 62;
        }
        return body + checksum;
    }
}
