package dev.latchkey.examples.quickstart;

import dev.latchkey.core.access.Operator;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.spi.OperatorResolver;
import dev.latchkey.http.spi.RequestHead;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The token by which the operator is known, in a file that its owner alone may read. A real host knows its operators
 * by its own login.
 */
final class OperatorToken implements OperatorResolver {
    static final String HEADER = "x-operator-token";

    private static final int BYTES = 24;

    private final String token;
    private final Operator operator = Operator.of(Actor.user("operator"))
            .displayName("Operator of the quickstart")
            .tenants(Numbers.TENANT, Instances.CUSTOMER)
            .mayEverything()
            .mayGrant(Permissions.ALL)
            .ambient(false);

    private OperatorToken(String token) {
        this.token = token;
    }

    static OperatorToken readOrCreate(Path folder, SecretGenerator random) {
        Path file = folder.resolve("operator.token");
        try {
            if (!Files.exists(file)) {
                // Written aside and moved, so that a process killed meanwhile leaves no half token behind.
                Path aside = Files.createTempFile(folder, "operator", ".token");
                if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-------"));
                }
                Files.writeString(aside, HexFormat.of().formatHex(random.bytes(BYTES)));
                Files.move(aside, file);
            }
            return new OperatorToken(Files.readString(file).strip());
        } catch (IOException e) {
            throw new StartupException(
                    "cannot read or create the token %s: make it readable, or choose another -Ddata= folder (%s)"
                            .formatted(file, StartupException.rootCause(e)),
                    e);
        }
    }

    String token() {
        return token;
    }

    Operator operator() {
        return operator;
    }

    /** Tells whether a text is the token. */
    boolean is(String presented) {
        return MessageDigest.isEqual(bytes(presented), bytes(token));
    }

    @Override
    public Optional<Operator> resolve(RequestHead request) {
        InetAddress peer = request.connection().peer();
        List<String> sent = request.header(HEADER);
        boolean known = peer != null && peer.isLoopbackAddress() && sent.size() == 1 && is(sent.get(0));
        return known ? Optional.of(operator) : Optional.empty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
