package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dport=} and {@code -Ddata=} that cannot be used. */
@Tag("extended")
class SettingsFailureTest {
    private static final Path FIRST_ORDINARY_PORT = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

    @TempDir
    private Path data;

    @Test
    void aPortInUseIsSaidToBeInUse() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(busy.getLocalPort());
            assertFails(
                    QuickstartProcess.launch(port, data.toString()),
                    "port " + port + " is in use: choose another with -Dport=",
                    "(Address already in use");
        }
    }

    @Test
    void aPortThatMayNotBeUsedIsNotSaidToBeInUse() throws Exception {
        assumeTrue(firstOrdinaryPort() > 80, "on this system everyone may listen on port 80");
        assertFails(
                QuickstartProcess.launch(Failures.javaOfAnOrdinaryUser(), "80", data.toString()),
                "port 80 needs the rights of an administrator",
                "choose another with -Dport= (Permission denied)");
    }

    private static int firstOrdinaryPort() throws IOException {
        if (!Files.exists(FIRST_ORDINARY_PORT)) {
            return 0;
        }
        // Not readString: the kernel gives such a file to the first read alone.
        try (BufferedReader reader = Files.newBufferedReader(FIRST_ORDINARY_PORT)) {
            return Integer.parseInt(reader.readLine());
        }
    }

    @Test
    void theWordsOfTheOperatingSystemAreKeptWhateverTheyAre() {
        IOException jettys = new IOException("Failed to bind", new BindException("Adresse occup\u00e9e"));
        assertThat(HttpServer.startupException(8080, jettys))
                .hasMessage("cannot listen on port 8080: choose another with -Dport= (Adresse occup\u00e9e)");
    }

    @Test
    void aPortThatIsNoneIsRefused() throws Exception {
        assertFails(
                QuickstartProcess.launch("http", data.toString()), "-Dport=http is not a number", "from 0 to 65535");
        assertFails(QuickstartProcess.launch("", data.toString()), "-Dport= is not a number", "from 0 to 65535");
        assertFails(
                QuickstartProcess.launch("65536", data.toString()), "-Dport=65536 is not a port", "from 0 to 65535");
        assertFails(QuickstartProcess.launch("-1", data.toString()), "-Dport=-1 is not a port", "from 0 to 65535");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedWithTheCause() throws Exception {
        Path file = Files.createFile(data.resolve("file"));
        assertFails(
                QuickstartProcess.launch("0", file.toString()),
                "cannot write to the folder -Ddata=" + file + ": choose another",
                "(FileAlreadyExistsException: " + file + ")");
        String below = file.resolve("below").toString();
        assertFails(
                QuickstartProcess.launch("0", below),
                "cannot write to the folder -Ddata=" + below + ": choose another",
                "Exception: " + below);
    }

    @Test
    void aFolderThatMayNotBeWrittenIsNamedWithTheCause() throws Exception {
        assumeTrue(Files.getFileStore(data).supportsFileAttributeView("posix"), "no permissions of POSIX");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-x---"));
        try {
            assertFails(
                    QuickstartProcess.launch(Failures.javaOfAnOrdinaryUser(), "0", data.toString()),
                    "cannot write to the folder -Ddata=" + data + ": choose another",
                    "(AccessDeniedException: ");
        } finally {
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));
        }
    }

    @Test
    void aFolderWithASemicolonWhichH2WouldCutIsRefused() throws Exception {
        assertFails(QuickstartProcess.launch("0", data + ";x"), "-Ddata=" + data + ";x has a semicolon", "H2");
    }

    @Test
    void aDatabaseInUseIsSaidToBeInUse() throws Exception {
        try (QuickstartProcess first = QuickstartProcess.start(data)) {
            assertThat(first.keys()).isNotEmpty();
            assertFails(
                    QuickstartProcess.launch("0", data.toString()),
                    "the database in " + data + " is in use by another process: stop that, or choose another -Ddata=",
                    "(");
        }
    }

    @Test
    void aDatabaseThatCannotBeReadIsNotSaidToBeInUse() throws Exception {
        Files.writeString(data.resolve("latchkey.mv.db"), "this is not a database");
        assertFails(
                QuickstartProcess.launch("0", data.toString()),
                "cannot open the database in " + data + ": choose another -Ddata=",
                "(");
    }

    @Test
    void aSealingKeyThatCannotBeReadIsNamed() throws Exception {
        Path file = Files.writeString(data.resolve("sealing.key"), "this is not hexadecimal");
        assertFails(
                QuickstartProcess.launch("0", data.toString()), "cannot read or create the sealing key " + file, "(");
    }
}
