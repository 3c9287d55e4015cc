package dev.latchkey.integration;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.RateLimits;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryAuditSink;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.KeyStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process that issues keys and serves requests with them, keeps some requests in flight, and dumps its heap: what is
 * reachable, after a collection. What became of each key stands in a file, a word and the raw key on each line, for its
 * own heap must not know.
 */
final class DumpedProcess {
    private static final KeyFormat FORMAT = KeyFormat.of("ps_");
    private static final Actor ACTOR = Actor.host("test");
    private static final int THREADS = 4;
    private static final int EACH = 10;

    /** What a careless program would keep. */
    private static final List<Object> HELD = new ArrayList<>();

    private final CountDownLatch arrived = new CountDownLatch(THREADS);
    private final CountDownLatch dumped = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final InMemoryKeyStore store = new InMemoryKeyStore();
    private final OutputStream told;

    private DumpedProcess(OutputStream told) {
        this.told = told;
    }

    /** The dump's file, and that of the keys. */
    public static void main(String[] args) throws Exception {
        try (OutputStream told = Files.newOutputStream(Path.of(args[1]))) {
            DumpedProcess process = new DumpedProcess(told);
            try {
                process.run(args[0]);
            } finally {
                process.dumped.countDown();
                process.threads.shutdown();
            }
        }
    }

    private void run(String dump) throws Exception {
        SecretGenerator random = new SecretGenerator();
        try (Latchkey issuer = builder(store).build();
                Latchkey latchkey = builder(store).build();
                Latchkey blocked = builder(blocking()).build()) {
            for (int i = 0; i < EACH; i++) {
                // Issued by one node, proven for the first time by another, then warm.
                String issued = tell("served", issue(issuer, i).rawKey().reveal());
                inThreads(latchkey, issued, true);
                IssuedKey rotated = issue(issuer, EACH + i);
                inThreads(latchkey, tell("rotated-out", rotated.rawKey().reveal()), true);
                inThreads(latchkey, tell("rotated-in", rotate(issuer, rotated.key())), true);
                inThreads(latchkey, tell("unknown", random.rawKey(FORMAT).reveal()), false);
                String imported = tell("imported", "older-" + i + "-" + random.id());
                issuer.imports()
                        .importKey(KeySpec.of("acme", Scope.tenant(), "import").allPermissions(), imported, ACTOR)
                        .orElseThrow();
                inThreads(latchkey, imported, true);
                inThreads(latchkey, tell("not-imported", "other-" + i + "-" + random.id()), false);
            }
            reveal(latchkey);
            latchkey.flush();
            hold(random);
            List<Future<?>> flying = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String raw =
                        tell("in-flight", issue(issuer, 2 * EACH + i).rawKey().reveal());
                flying.add(threads.submit(() -> authenticate(blocked, raw, true)));
            }
            arrived.await();
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump, true);
            dumped.countDown();
            for (Future<?> request : flying) {
                request.get();
            }
        }
    }

    /** With everything on that remembers something. */
    private static LatchkeyBuilder builder(KeyStore store) {
        InMemoryRateLimiter limiter = new InMemoryRateLimiter(Clock.systemUTC());
        return Latchkey.builder()
                .store(store)
                .keyFormat(FORMAT)
                .argon2(new Argon2Parameters(64, 1, 1))
                .importedKeys(new ImportedKeys(new byte[32]))
                .sealing(SealingKeys.of("k1", new byte[32]))
                .rateLimits(RateLimits.perKey(limiter, new RateLimit(1000, 1000, Duration.ofSeconds(1))))
                .recordCache(listener -> () -> {}, 1000, Duration.ofMinutes(1))
                .auditSink(new InMemoryAuditSink());
    }

    private static IssuedKey issue(Latchkey latchkey, int number) {
        return latchkey.keys()
                .issue(KeySpec.of("acme", Scope.tenant(), "key " + number).allPermissions(), ACTOR)
                .orElseThrow();
    }

    private static String rotate(Latchkey latchkey, ApiKey key) {
        return latchkey.keys()
                .rotate(key.tenant(), key.id(), RotationMode.NOW, ACTOR)
                .orElseThrow()
                .rawKey()
                .reveal();
    }

    private void reveal(Latchkey latchkey) throws Exception {
        ApiKey key = issue(latchkey, 99).key();
        tell(
                "revealed",
                latchkey.sealedKeys().reveal(List.of(key), ACTOR).get(key.id()).reveal());
    }

    /** On each thread of the pool, whose threads live on: what one of them keeps for itself is dumped too. */
    private void inThreads(Latchkey latchkey, String raw, boolean good) throws Exception {
        List<Future<?>> requests = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            requests.add(threads.submit(() -> authenticate(latchkey, raw, good)));
        }
        for (Future<?> request : requests) {
            request.get();
        }
    }

    private static void authenticate(Latchkey latchkey, String raw, boolean good) {
        Verdict verdict = latchkey.authenticator().authenticate(raw, Requirement.ANY, null);
        if ((verdict.outcome() == Verdict.Outcome.ACCEPTED) != good) {
            throw new IllegalStateException("not as expected: " + verdict.outcome());
        }
    }

    /** A store that answers when the heap is dumped. */
    private KeyStore blocking() {
        return (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("findByHandle")) {
                        arrived.countDown();
                        dumped.await();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void hold(SecretGenerator random) throws Exception {
        HELD.add(new String(secret("held-latin-1", random)));
        HELD.add("\u20ac" + secret("held-utf-16", random));
        HELD.add(secret("held-chars", random).toCharArray());
        HELD.add(secret("held-bytes", random).getBytes(UTF_8));
        HELD.add(secret("held-utf-16-bytes", random).getBytes(UTF_16LE));
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        HELD.add(sha256.digest(secret("held-digest", random).getBytes(UTF_8)));
        HELD.add(HexFormat.of()
                .formatHex(sha256.digest(secret("held-hex", random).getBytes(UTF_8))));
    }

    private String secret(String word, SecretGenerator random) {
        return tell(word, random.rawKey(FORMAT).reveal());
    }

    private String tell(String word, String raw) {
        try {
            told.write((word + "\t" + raw + "\n").getBytes(UTF_8));
            return raw;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
