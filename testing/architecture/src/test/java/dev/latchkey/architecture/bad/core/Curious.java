package dev.latchkey.architecture.bad.core;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.core.format.RawKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

abstract class Curious {
    @Breaks("FEW_CLASSES_REVEAL_A_RAW_KEY")
    String reveal(RawKey key) {
        return key.reveal();
    }

    @Breaks("FEW_CLASSES_REVEAL_A_RAW_KEY")
    Function<RawKey, String> reference() {
        return RawKey::reveal;
    }

    @Breaks("FEW_CLASSES_REVEAL_A_RAW_KEY")
    Optional<String> lambda(Optional<RawKey> key) {
        return key.map(raw -> raw.handle() + raw.reveal());
    }

    @Breaks("BYTES_ARE_COMPARED_IN_CONSTANT_TIME")
    boolean equal(byte[] a, byte[] b) {
        return Arrays.equals(a, b);
    }

    @Breaks("BYTES_ARE_COMPARED_IN_CONSTANT_TIME")
    boolean equal(byte[] a, byte[] b, int end) {
        return Arrays.equals(a, 0, end, b, 0, end);
    }

    @Breaks("BYTES_ARE_COMPARED_IN_CONSTANT_TIME")
    BiPredicate<byte[], byte[]> equality() {
        return Arrays::equals;
    }

    @Breaks("BYTES_ARE_COMPARED_IN_CONSTANT_TIME")
    int mismatch(byte[] a, byte[] b) {
        return Arrays.mismatch(a, b);
    }

    @Breaks("BYTES_ARE_COMPARED_IN_CONSTANT_TIME")
    int compare(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b);
    }

    @Breaks("BYTES_ARE_COMPARED_IN_CONSTANT_TIME")
    boolean hashes(byte[] a, byte[] b) {
        return Arrays.hashCode(a) == Arrays.hashCode(b);
    }

    @Breaks("BYTES_ARE_COMPARED_IN_CONSTANT_TIME")
    String print(byte[] a) {
        return Arrays.toString(a);
    }

    @Breaks("BYTES_ARE_COMPARED_IN_CONSTANT_TIME")
    boolean buffers(byte[] a, byte[] b) {
        return ByteBuffer.wrap(a).equals(ByteBuffer.wrap(b));
    }

    @Breaks("BYTES_ARE_COMPARED_IN_CONSTANT_TIME")
    boolean deep(byte[] a, byte[] b) {
        return Objects.deepEquals(a, b);
    }

    @Breaks("BYTES_ARE_COMPARED_IN_CONSTANT_TIME")
    boolean deepArrays(byte[][] a, byte[][] b) {
        return Arrays.deepEquals(a, b);
    }

    boolean inConstantTime(byte[] a, byte[] b) {
        return MessageDigest.isEqual(Arrays.copyOf(a, 4), Arrays.copyOf(b, 4));
    }

    boolean texts(String[] a, String[] b) {
        return Arrays.equals(a, b);
    }
}
