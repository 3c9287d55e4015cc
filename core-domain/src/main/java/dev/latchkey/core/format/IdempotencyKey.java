package dev.latchkey.core.format;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.internal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * What a client names a request by, so that it may send it again without having it done again (the header
 * {@code Idempotency-Key} of draft-ietf-httpapi-idempotency-key-header).
 *
 * <p>Nothing is stored for it. The new secret's handle is derived from it and from its sender, and a handle can be
 * taken once: a repeat of the request finds the handle taken. The new secret's hash has a mark of the request as its
 * associated data, which tells another request under the same name from a repeat, whatever became of the key since.
 * Handles have their full length, so that none is met by chance, and none can be aimed at.
 *
 * @param value 1 to 255 visible ASCII characters, which are compared as they are; no secret
 */
public record IdempotencyKey(String value) {
    private static final int MAX_LENGTH = 255;
    private static final int LENGTH_BYTES = 4;
    private static final int MARK_LENGTH = 11;

    /** Checks the bounds. */
    public IdempotencyKey {
        boolean visible = value.chars().allMatch(c -> c > ' ' && c < 0x7f);
        Checks.that(
                visible && !value.isEmpty() && value.length() <= MAX_LENGTH,
                "idempotencyKey",
                "must be 1 to 255 visible ASCII characters");
    }

    /**
     * Derives the handle of the secret that a request makes.
     *
     * @param sender who sends it and what sort of request it is; senders that differ never meet
     * @return {@value Handles#MAX_LENGTH} base62 characters
     */
    public String handle(List<String> sender) {
        return Base62.encode(digest("handle", sender), Handles.MAX_LENGTH);
    }

    /**
     * Makes the mark of a request, which the secret that it makes carries.
     *
     * @param request all that is asked for, sender included
     * @return {@value #MARK_LENGTH} base62 characters
     */
    public String mark(List<String> request) {
        return Base62.encode(digest("request", request), MARK_LENGTH);
    }

    /** Of each part with its length, so that no two lists of parts are digested alike. */
    private byte[] digest(String purpose, List<String> parts) {
        MessageDigest digest = Sha256.begin();
        add(digest, "latchkey idempotency " + purpose);
        add(digest, value);
        parts.forEach(part -> add(digest, part));
        return digest.digest();
    }

    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(LENGTH_BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }
}
