package dev.latchkey.core.hashing;

import dev.latchkey.core.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A stored hash in the PHC string format, as the reference implementation writes it:
 * {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}.
 *
 * <p>Three additions, all outside what the reference tool knows: of the PHC specification, {@code keyid} names the
 * pepper, and {@code data} is the associated data. The name {@code argon2id-sha256} says that what was hashed is the
 * SHA-256 of the key, not the key, because only that was known at import.
 */
final class PhcString {
    private static final String OF_KEY = "argon2id";
    private static final String OF_DIGEST = "argon2id-sha256";
    private static final Pattern FORM = Pattern.compile("\\$(argon2id|argon2id-sha256)\\$v=19"
            + "\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})(?:,keyid=([0-9A-Za-z+/]{1,11}))?"
            + "(?:,data=([0-9A-Za-z+/]{2,43}))?"
            + "\\$([0-9A-Za-z+/]{11,86})\\$([0-9A-Za-z+/]{22,86})");

    private final boolean ofDigest;
    private final Argon2Parameters parameters;
    private final @Nullable String pepperId;
    private final byte[] data;
    private final byte[] salt;
    private final byte[] hash;

    PhcString(
            boolean ofDigest,
            Argon2Parameters parameters,
            @Nullable String pepperId,
            byte[] data,
            byte[] salt,
            byte[] hash) {
        this.ofDigest = ofDigest;
        this.parameters = parameters;
        this.pepperId = pepperId;
        this.data = data;
        this.salt = salt;
        this.hash = hash;
    }

    static PhcString parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new HashingException(
                    "a stored hash is not an Argon2id hash in the PHC string format, version 19", null);
        }
        try {
            Argon2Parameters parameters = new Argon2Parameters(
                    Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)), Integer.parseInt(m.group(4)));
            String keyId = m.group(5);
            String data = m.group(6);
            Base64.Decoder base64 = Base64.getDecoder();
            return new PhcString(
                    m.group(1).equals(OF_DIGEST),
                    parameters,
                    keyId == null ? null : new String(base64.decode(keyId), StandardCharsets.US_ASCII),
                    data == null ? new byte[0] : base64.decode(data),
                    base64.decode(m.group(7)),
                    base64.decode(m.group(8)));
        } catch (InvalidValueException | IllegalArgumentException e) {
            throw new HashingException("a stored Argon2id hash has parameters out of bounds or a broken encoding", e);
        }
    }

    String encode() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        String keyId =
                pepperId == null ? "" : ",keyid=" + base64.encodeToString(pepperId.getBytes(StandardCharsets.US_ASCII));
        String associated = data.length == 0 ? "" : ",data=" + base64.encodeToString(data);
        return "$" + (ofDigest ? OF_DIGEST : OF_KEY) + "$v=19$m=" + parameters.memoryKib() + ",t="
                + parameters.iterations() + ",p=" + parameters.lanes() + keyId + associated + "$"
                + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }

    boolean ofDigest() {
        return ofDigest;
    }

    Argon2Parameters parameters() {
        return parameters;
    }

    @Nullable String pepperId() {
        return pepperId;
    }

    /** Returns the associated data; empty if there is none. */
    byte[] data() {
        return data;
    }

    byte[] salt() {
        return salt;
    }

    byte[] hash() {
        return hash;
    }

    /** Returns a text without the hash. */
    @Override
    public String toString() {
        return "PhcString[redacted]";
    }
}
