package dev.latchkey.core.sealing;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals raw keys with AES-256-GCM (NIST SP 800-38D) and opens them again.
 *
 * <p>The tenant and the handle are authenticated with each copy: one that was moved to another tenant's row, or to
 * another secret's, does not open. Nonces are 96 random bits, good for 2^32 copies by one sealing key. Safe for use by
 * several threads.
 */
public final class Sealer {
    private static final String AES_GCM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SealingKeys keys;
    private final SecretGenerator random;

    /**
     * Takes the host's keys.
     *
     * @param keys the sealing keys
     * @param random where nonces come from
     */
    public Sealer(SealingKeys keys, SecretGenerator random) {
        this.keys = keys;
        this.random = random;
    }

    /**
     * Seals a raw key with the current sealing key.
     *
     * @param key the raw key
     * @param tenant the tenant it belongs to
     * @return the sealed copy
     */
    public SealedCopy seal(RawKey key, String tenant) {
        byte[] nonce = random.bytes(NONCE_BYTES);
        byte[] plain = key.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keys.current(), nonce, tenant, key.handle())
                    .doFinal(plain);
            byte[] all = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return SealedCopy.of(keys.current() + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(all));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + AES_GCM, e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /**
     * Opens a sealed copy.
     *
     * @param copy the sealed copy
     * @param tenant the tenant whose key it is
     * @param prefix the prefix of the secret it is of
     * @param handle the handle of the secret it is of
     * @return the raw key
     * @throws SealingException when the sealing key is not there, or the copy is not of this tenant and handle or was
     *     altered
     */
    public RawKey open(SealedCopy copy, String tenant, String prefix, String handle) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(copy.payload());
            byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
            byte[] plain = cipher(Cipher.DECRYPT_MODE, copy.keyId(), nonce, tenant, handle)
                    .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return RawKey.opened(new String(plain, StandardCharsets.UTF_8), prefix, handle);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SealingException("a sealed copy was altered or is another secret's: handle " + handle, e);
        }
    }

    /**
     * Tells whether a copy was sealed by another key than the current one.
     *
     * @param copy a sealed copy
     * @return true when it should be sealed again before its sealing key is dropped
     */
    public boolean needsReseal(SealedCopy copy) {
        return !copy.keyId().equals(keys.current());
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce, String tenant, String handle)
            throws GeneralSecurityException {
        SecretKeySpec key = keys.get(keyId);
        if (key == null) {
            throw new SealingException("a sealed copy needs a sealing key that is not configured: " + keyId, null);
        }
        Cipher cipher = Cipher.getInstance(AES_GCM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        // Handles have no colon, so no two pairs of handle and tenant read the same.
        cipher.updateAAD(("latchkey:1:" + handle + ":" + tenant).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
