package dev.latchkey.core.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.ChildJvm;
import dev.latchkey.core.format.SecretGenerator;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** If the native library does not load, one sentence tells the host why and what to do. */
class NativeLibraryTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    /** What asks for it makes the class initialize itself. */
    private static final String FIELD = "public static int LONG_SIZE; static { if (true) { ";

    @TempDir
    private Path folder;

    @Test
    void withoutTheNativePartOfJnaTheMessageIsPlain() throws Exception {
        assertMessage(
                ChildJvm.run(folder, Child.class, "-Djna.nosys=true", "-Djna.nounpack=true"),
                "install libargon2, or use a platform");
    }

    @Test
    void withABrokenLibraryTheMessageIsPlain() throws Exception {
        // JNA looks here first, and the folder of that name exists but holds no library: it then finds text where ELF
        // should be.
        Files.writeString(folder.resolve(System.mapLibraryName("argon2")), "no library");
        assertMessage(
                ChildJvm.run(
                        folder,
                        Child.class,
                        "-Djna.library.path=" + folder,
                        "-Djna.platform.library.path=" + folder,
                        "-Djna.noclasspath=true"),
                "install libargon2, or use a platform");
    }

    @Test
    void withoutJnaTheMessageNamesTheArtifact() throws Exception {
        assertMessage(onClassPath(withoutJna()), "JNA is missing, add net.java.dev.jna:jna");
    }

    @Test
    void aFolderThatJnaCannotUnpackIntoIsNamed() throws Exception {
        // Also an administrator cannot write below a file.
        Path file = Files.writeString(folder.resolve("file"), "");
        for (Path unwritable : new Path[] {file, file.resolve("below")}) {
            assertMessage(
                    ChildJvm.run(folder, Child.class, "-Djna.nosys=true", "-Djna.tmpdir=" + unwritable),
                    "JNA unpacks it into " + unwritable + " and cannot load it from there, set jna.tmpdir");
        }
    }

    @Test
    void aFolderWithoutTheRightToExecuteIsNamed() throws Exception {
        Path jar = jna(FIELD + "throw new UnsatisfiedLinkError(\"/data/x/jna12.tmp: failed to map segment\"); } }");
        assertMessage(
                onClassPath(jar + File.pathSeparator + withoutJna()),
                "JNA unpacks it into /data/x and cannot load it from there, set jna.tmpdir",
                "failed to map segment");
    }

    @Test
    void theVersionOfAnOldJnaIsNamed() throws Exception {
        Path jar = jna("");
        assertMessage(
                onClassPath(jar + File.pathSeparator + withoutJna()),
                // Which letters of the path are escaped, and how, is the class loader's to say.
                "JNA 4.1.0 in file:",
                jar.getFileName() + " does not fit",
                "NoSuch");
    }

    @Test
    void aNativePartOfAnotherVersionIsToldByItsVersion() throws Exception {
        String said = "\\n\\nThere is an incompatible JNA native library installed on this system\\nFound: 5.2.2";
        Path jar = jna(FIELD + "throw new Error(\"" + said + "\"); } }");
        assertMessage(
                onClassPath(jar + File.pathSeparator + withoutJna()),
                "JNA 4.1.0 in ",
                "set jna.nosys=true",
                "incompatible JNA native library installed on this system Found: 5.2.2");
    }

    private ChildJvm.Result onClassPath(String classPath) throws Exception {
        return ChildJvm.runOn(folder, classPath, Child.class);
    }

    private static String withoutJna() {
        return Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().matches("jna-[0-9.]+\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Makes a jar of another JNA: its first class has these members alone. */
    private Path jna(String members) throws Exception {
        Path source = Files.createDirectories(folder.resolve("com/sun/jna")).resolve("Native.java");
        Files.writeString(source, "package com.sun.jna; public final class Native { " + members + "}");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", folder.toString(), source.toString()))
                .isZero();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "4.1.0");
        Path jar = folder.resolve("jna-4.1.0.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(file, manifest);
                JarFile real = new JarFile(Path.of(Class.forName(
                                        "com.sun.jna.Native", false, getClass().getClassLoader())
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toFile())) {
            for (JarEntry entry : Collections.list(real.entries())) {
                if (!entry.getName().startsWith("META-INF") && !entry.getName().equals("com/sun/jna/Native.class")) {
                    packed.putNextEntry(new JarEntry(entry.getName()));
                    real.getInputStream(entry).transferTo(packed);
                }
            }
            packed.putNextEntry(new JarEntry("com/sun/jna/Native.class"));
            Files.copy(folder.resolve("com/sun/jna/Native.class"), packed);
        }
        return jar;
    }

    private static void assertMessage(ChildJvm.Result result, String... parts) {
        for (String attempt : new String[] {"first", "second"}) {
            String line = result.output()
                    .lines()
                    .filter(one -> one.startsWith(attempt + ": "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(result.output()));
            assertThat(line)
                    .startsWith(
                            attempt + ": the native Argon2 library does not load on " + System.getProperty("os.name"))
                    .contains(parts)
                    .endsWith(" cause kept");
        }
        assertThat(result.exit()).isZero();
    }

    /** The child. The second attempt fails in another way inside the JVM: the class is then known to be broken. */
    static final class Child {
        public static void main(String[] args) {
            for (String attempt : new String[] {"first", "second"}) {
                try {
                    Argon2Hasher hasher =
                            new Argon2Hasher(Argon2Parameters.DEFAULT, Peppers.NONE, new SecretGenerator());
                    System.out.println("loaded " + hasher);
                } catch (HashingException e) {
                    boolean kept = e.getCause() instanceof Error;
                    System.out.println(attempt + ": " + e.getMessage() + (kept ? " cause kept" : ""));
                }
            }
        }
    }
}
