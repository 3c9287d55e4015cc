package dev.latchkey.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Where secrets become visible, and how they are compared. */
final class SecretRules {
    /** The rest of what Arrays does with bytes compares them, prints them, or makes them small enough to guess. */
    private static final Set<String> HARMLESS = Set.of("copyOf", "copyOfRange", "fill");

    private static final Set<String> BUFFER_COMPARISONS = Set.of("equals", "compareTo", "mismatch");

    private SecretRules() {}

    static ArchRule reveal(Hexagon h) {
        String rawKey = h.name("core.format.RawKey");
        return classes()
                .that(h.production().or(h.in("contract..")))
                .should(Uses.access(
                        "reveal a raw key",
                        access -> access.getTargetOwner().getName().equals(rawKey)
                                && access.getName().equals("reveal"),
                        h.name("core.hashing.Argon2Hasher"),
                        h.name("internal.proof.ProofFingerprints"),
                        h.name("core.hashing.ScreeningTag"),
                        h.name("core.sealing.Sealer"),
                        // Writes it into an answer.
                        h.name("http.internal.json.JsonWriter")));
    }

    /** What is left to compare bytes with is MessageDigest.isEqual, whose time tells nothing. */
    static ArchRule comparisons(Hexagon h) {
        return classes()
                .that(h.production())
                .should(Uses.access("compare bytes in a time that tells where they differ", SecretRules::compares));
    }

    /** A secret that can be written to a stream by mistake, or made from one, is no secret. */
    static ArchRule serialization(Hexagon h) {
        return classes()
                .that(h.production())
                .should(Uses.of(
                        "be serializable",
                        type -> {
                            boolean forced = type.isEnum() || type.isAssignableTo(Throwable.class);
                            return !forced && type.isAssignableTo(Serializable.class)
                                    ? Stream.of(type.getDescription() + " is serializable")
                                    : Stream.empty();
                        },
                        // Every servlet is.
                        h.name("adapter.servlet.LatchkeyServlet")));
    }

    private static boolean compares(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        if (owner.isEquivalentTo(Arrays.class)) {
            boolean bytes = access.getTarget() instanceof CodeUnitAccessTarget target
                    && target.getRawParameterTypes().get(0).isEquivalentTo(byte[].class);
            return (bytes && !HARMLESS.contains(name)) || name.startsWith("deep");
        }
        return (owner.isEquivalentTo(ByteBuffer.class) && BUFFER_COMPARISONS.contains(name))
                || (owner.isEquivalentTo(Objects.class) && name.equals("deepEquals"));
    }
}
