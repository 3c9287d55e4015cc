package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Endpoints of a store that answers reads and fails writes. */
class EndpointFailuresTest {
    private static final Set<String> WRITES = Set.of("insert", "replace");
    private static final String MESSAGE = "an endpoint failed and answered 503";

    private Instant now = ManagedHost.START;

    @Test
    void failuresThatRepeatAreLoggedOnceAMinuteWithTheNumberOfThoseBetween() {
        boolean[] failing = {false};
        List<Integer> statuses = new ArrayList<>();
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        try (ManagedHost host =
                new ManagedHost(keys -> keys.store(store(failing)).clock(clock()), web -> {}, managed -> managed)) {
            String id = host.issue(KeySpec.of("acme", Scope.tenant(), "ci").allPermissions())
                    .id()
                    .toString();
            failing[0] = true;
            System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
            for (int i = 0; i < 20; i++) {
                statuses.add(patch(host, id));
            }
            now = now.plus(Duration.ofMinutes(1));
            statuses.add(patch(host, id));
        } finally {
            System.setErr(before);
        }
        String log = logged.toString(StandardCharsets.UTF_8);
        assertThat(statuses).hasSize(21).containsOnly(503);
        assertThat(Pattern.compile(MESSAGE).matcher(log).results()).as(log).hasSize(2);
        assertThat(log).contains(MESSAGE + " (19 more since the last such warning)");
        assertThat(Pattern.compile("StoreException: the disk is full")
                        .matcher(log)
                        .results())
                .as(log)
                .hasSize(2);
    }

    private static int patch(ManagedHost host, String id) {
        return host.send("PATCH", "/keys/" + id, "{\"name\":\"other\"}").status();
    }

    private static KeyStore store(boolean[] failing) {
        InMemoryKeyStore real = new InMemoryKeyStore();
        return (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (proxy, method, args) -> {
                    if (failing[0] && WRITES.contains(method.getName())) {
                        throw new StoreException("the disk is full", null);
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }
}
