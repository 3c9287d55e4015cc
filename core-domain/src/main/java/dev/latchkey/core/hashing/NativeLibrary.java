package dev.latchkey.core.hashing;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import java.security.CodeSource;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The native Argon2 library, and what a host can do if it does not load. */
final class NativeLibrary {
    private static final String JNA = "com.sun.jna.Native";

    /** What the JVM says of classes that were compiled against others, and JNA of its own native part. */
    private static final Pattern OTHER_VERSION = Pattern.compile(
            "NoSuchMethodError|NoSuchFieldError|IncompatibleClassChangeError|incompatible JNA native library");

    private static final Pattern NOT_UNPACKED = Pattern.compile("temporary (file|directory)|jna\\d+\\.tmp");
    private static final Pattern UNPACKED = Pattern.compile("(\\S+)[/\\\\]jna\\d+\\.tmp");

    private NativeLibrary() {}

    /** Loads it. */
    static Argon2Advanced load() {
        try {
            Argon2Advanced argon2 = Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id);
            // The library is bound by the first computation, not by the factory: find out now, not at the first
            // request.
            argon2.rawHash(1, 8, 1, new byte[1], new byte[8]);
            return argon2;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error e) {
            // JNA reports a native part of another version by a plain Error.
            throw new HashingException(
                    "the native Argon2 library does not load on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + ": " + advice(e),
                    e);
        }
    }

    /**
     * Asks after the first failure too: the JVM then knows a class to be broken, and tells the first one as a cause.
     */
    private static String advice(Error error) {
        Class<?> jna = jna();
        if (jna == null) {
            return "JNA is missing, add net.java.dev.jna:jna";
        }
        StringBuilder said = new StringBuilder();
        Throwable root = error;
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            said.append(cause).append('\n');
            root = cause;
        }
        String reason = "; " + root.toString().strip().replaceAll("\\s+", " ");
        if (OTHER_VERSION.matcher(said).find()) {
            return "JNA " + version(jna) + " does not fit, use the version that Latchkey's BOM names, and set "
                    + "jna.nosys=true if the system has a JNA of its own" + reason;
        }
        if (NOT_UNPACKED.matcher(said).find()) {
            return "JNA unpacks it into " + folder(said) + " and cannot load it from there, set jna.tmpdir to a folder "
                    + "that this process may write and that is not mounted noexec" + reason;
        }
        return "install libargon2, or use a platform that argon2-jvm ships it for" + reason;
    }

    private static @Nullable Class<?> jna() {
        try {
            return Class.forName(JNA, false, Argon2Factory.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static String version(Class<?> jna) {
        String version = jna.getPackage().getImplementationVersion();
        CodeSource source = jna.getProtectionDomain().getCodeSource();
        return (version == null ? "of an unknown version" : version)
                + (source == null ? "" : " in " + source.getLocation());
    }

    private static String folder(CharSequence said) {
        Matcher unpacked = UNPACKED.matcher(said);
        if (unpacked.find()) {
            return unpacked.group(1);
        }
        return Objects.requireNonNullElseGet(
                System.getProperty("jna.tmpdir"), () -> System.getProperty("java.io.tmpdir"));
    }
}
