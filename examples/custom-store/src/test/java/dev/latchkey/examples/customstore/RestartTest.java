package dev.latchkey.examples.customstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store as a host uses it. */
class RestartTest {
    @Test
    void aKeyIsAcceptedAfterARestart(@TempDir Path folder) {
        String key = withKeys(
                folder,
                latchkey -> latchkey.keys()
                        .issue(KeySpec.of("tenant-1", Scope.tenant(), "CI").allPermissions(), Actor.host("test"))
                        .orElseThrow()
                        .rawKey()
                        .reveal());

        Verdict verdict =
                withKeys(folder, latchkey -> latchkey.authenticator().authenticate(key, Requirement.TENANT, null));
        assertThat(verdict).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
    }

    private static <T> T withKeys(Path folder, Function<Latchkey, T> work) {
        // snippet: embed
        try (MvFile file = MvFile.open(folder.resolve("keys.mv"));
                Latchkey latchkey = Latchkey.builder()
                        .store(new MvKeyStore(file))
                        .keyFormat(KeyFormat.of("acme_"))
                        .build()) {
            return work.apply(latchkey);
        }
        // end
    }
}
