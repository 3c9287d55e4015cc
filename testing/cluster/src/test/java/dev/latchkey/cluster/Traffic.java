package dev.latchkey.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Clients that ask at random, through random doors, for what they know of a few slots, and write down every call. What
 * each of them does next follows from the seed; how they interleave does not.
 */
final class Traffic implements AutoCloseable {
    /** Here keys are rotated with an overlap too. In the others there is never more than one secret. */
    static final String OVERLAPPING = "overlapping";

    private static final List<String> SLOTS = List.of("first", "second", "third", OVERLAPPING);
    private static final int REMEMBERED = 8;

    /** Every call wakes who waits; but the clock moves also when no call ends. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final List<? extends Door> doors;
    private final ExecutorService threads;
    private final List<Future<List<Call>>> clients = new ArrayList<>();
    private final Map<String, List<Given>> given = new TreeMap<>();
    private final Map<Kind, AtomicLong> done = new EnumMap<>(Kind.class);
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong actors = new AtomicLong();
    private final Object news = new Object();
    private volatile boolean stopped;

    /** What a client was given. */
    private record Given(String key, String handle, String raw) {}

    Traffic(long seed, int clientCount, List<? extends Door> doors) {
        this.doors = doors;
        SLOTS.forEach(slot -> given.put(slot, new ArrayList<>()));
        for (Kind kind : Kind.values()) {
            done.put(kind, new AtomicLong());
        }
        threads = Executors.newFixedThreadPool(clientCount);
        for (int i = 0; i < clientCount; i++) {
            Random random = new Random(seed + i);
            clients.add(threads.submit(() -> client(random)));
        }
    }

    /** How many calls of a kind were accepted or acknowledged. */
    long done(Kind kind) {
        return done.get(kind).get();
    }

    /** How many calls had no answer, or one that says nothing. */
    long unknown() {
        return unknown.get();
    }

    /** Calls of all kinds that had a real answer of change or acceptance. */
    long done() {
        return done.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** Waits until something is so. */
    void await(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (news) {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > deadline || clients.stream().anyMatch(Future::isDone)) {
                    throw new AssertionError(
                            "not seen: " + what + ", but " + done + " and unanswered " + unknown + clientFailures());
                }
                try {
                    news.wait(LOOK_AGAIN.toMillis());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** Ends the traffic, and shows every door once more what is remembered. Returns all calls. */
    List<Call> finish() {
        List<Call> calls = stop();
        for (String slot : SLOTS) {
            for (Given each : remembered(slot)) {
                for (Door door : doors) {
                    Call call = call(door, Kind.AUTHENTICATE, slot, each.raw(), each.handle())
                            .orElseThrow(() -> new AssertionError("a door is closed at the end"));
                    if (call.outcome() == Outcome.UNKNOWN) {
                        throw new AssertionError("no answer in peace: " + call);
                    }
                    calls.add(call);
                }
            }
        }
        return calls;
    }

    private String clientFailures() {
        stopped = true;
        StringBuilder failures = new StringBuilder();
        for (Future<List<Call>> client : clients) {
            if (client.isDone()) {
                try {
                    client.get();
                } catch (InterruptedException | ExecutionException e) {
                    failures.append(", a client failed: ").append(e.getCause());
                }
            }
        }
        return failures.toString();
    }

    private List<Call> stop() {
        stopped = true;
        List<Call> calls = new ArrayList<>();
        for (Future<List<Call>> client : clients) {
            try {
                calls.addAll(client.get());
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError("a client failed", e);
            }
        }
        return calls;
    }

    private List<Call> client(Random random) {
        List<Call> calls = new ArrayList<>();
        while (!stopped) {
            Door door = doors.get(random.nextInt(doors.size()));
            String slot = SLOTS.get(random.nextInt(SLOTS.size()));
            List<Given> known = remembered(slot);
            int dice = random.nextInt(100);
            Optional<Call> call;
            if (known.isEmpty() || dice < 2) {
                call = call(door, Kind.ISSUE, slot, slot, "");
            } else if (dice < 7) {
                call = call(door, Kind.REGENERATE, slot, slot, "");
            } else if (dice < 12 && slot.equals(OVERLAPPING)) {
                call = change(door, Kind.ROTATE, slot, last(known));
            } else if (dice < 15) {
                call = change(door, Kind.REVOKE, slot, last(known));
            } else if (dice < 20) {
                String handle = known.get(random.nextInt(known.size())).handle();
                call = call(door, Kind.AUTHENTICATE, slot, Forgery.of(handle, random), "forged " + handle);
            } else {
                Given one = dice < 70 ? last(known) : known.get(random.nextInt(known.size()));
                call = call(door, Kind.AUTHENTICATE, slot, one.raw(), one.handle());
            }
            call.ifPresent(calls::add);
        }
        return calls;
    }

    private Optional<Call> change(Door door, Kind kind, String slot, Given of) {
        return call(door, kind, slot, of.key(), of.key());
    }

    private Optional<Call> call(Door door, Kind kind, String slot, String argument, String target) {
        String actor = "call-" + actors.incrementAndGet();
        long began = System.nanoTime();
        Optional<Answer> asked = door.ask(kind, argument, actor);
        long ended = System.nanoTime();
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Answer answer = asked.get();
        if (!answer.raw().isEmpty()) {
            remember(slot, new Given(answer.key(), answer.handle(), answer.raw()));
        }
        if (answer.outcome() == Outcome.DONE) {
            done.get(kind).incrementAndGet();
        } else if (answer.outcome() == Outcome.UNKNOWN) {
            unknown.incrementAndGet();
        }
        synchronized (news) {
            news.notifyAll();
        }
        // Ids are many times the same: a long campaign has room for each once.
        return Optional.of(new Call(
                actor,
                kind,
                slot,
                target,
                began,
                ended,
                answer.outcome(),
                answer.key().intern(),
                answer.version(),
                answer.handle()));
    }

    private void remember(String slot, Given newest) {
        List<Given> known = given.get(slot);
        synchronized (known) {
            known.add(newest);
            if (known.size() > REMEMBERED) {
                known.remove(0);
            }
        }
    }

    private List<Given> remembered(String slot) {
        List<Given> known = given.get(slot);
        synchronized (known) {
            return List.copyOf(known);
        }
    }

    private static Given last(List<Given> known) {
        return known.get(known.size() - 1);
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
    }
}
