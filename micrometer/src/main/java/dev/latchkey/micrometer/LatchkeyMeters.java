package dev.latchkey.micrometer;

import dev.latchkey.HashingGate;
import dev.latchkey.LatchkeyListener;
import dev.latchkey.Verdict.Outcome;
import dev.latchkey.core.access.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A listener that counts and times with Micrometer.
 *
 * <pre>{@code
 * HashingGate gate = HashingGate.forThisMachine(Argon2Parameters.DEFAULT);
 * Latchkey latchkey = Latchkey.builder()
 *         .store(store)
 *         .keyFormat(KeyFormat.of("acme_"))
 *         .hashingGate(gate)
 *         .listener(new LatchkeyMeters(registry, gate))
 *         .build();
 * }</pre>
 *
 * <p>The meters of every request are registered once, so that recording looks up nothing. No tag names a key, a tenant
 * or a path. Safe for use by several threads.
 */
public final class LatchkeyMeters implements LatchkeyListener {
    private final MeterRegistry registry;
    private final Map<Outcome, Timer> answered;
    private final Map<Refusal, Timer> refused;
    private final Map<Step, Timer> steps;
    private final Map<Event, Counter> events;

    /**
     * Registers the meters.
     *
     * @param registry the registry
     * @param gate the gate that Latchkey is built with, for its gauges; null for none
     */
    public LatchkeyMeters(MeterRegistry registry, @Nullable HashingGate gate) {
        this.registry = registry;
        this.answered = each(Outcome.class, outcome -> request(outcome, "none"));
        this.refused = each(Refusal.class, refusal -> request(Outcome.REFUSED, name(refusal)));
        this.steps = each(Step.class, step -> registry.timer("latchkey.step", "step", name(step)));
        this.events = each(Event.class, event -> registry.counter("latchkey.events", "event", name(event)));
        if (gate != null) {
            Gauge.builder("latchkey.gate.running", gate, HashingGate::running).register(registry);
            Gauge.builder("latchkey.gate.waiting", gate, HashingGate::waiting).register(registry);
        }
    }

    @Override
    public void authenticated(Outcome outcome, @Nullable Refusal refusal, Duration took) {
        Timer timer = refusal == null ? answered.get(outcome) : refused.get(refusal);
        if (timer != null) {
            timer.record(took);
        }
    }

    @Override
    public void stepped(Step step, Duration took) {
        Timer timer = steps.get(step);
        if (timer != null) {
            timer.record(took);
        }
    }

    @Override
    public void happened(Event event) {
        Counter counter = events.get(event);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void buffered(Buffer buffer, Fate fate, long count) {
        registry.counter("latchkey.buffered", "buffer", name(buffer), "fate", name(fate))
                .increment((double) count);
    }

    private Timer request(Outcome outcome, String refusal) {
        return registry.timer("latchkey.requests", "outcome", name(outcome), "refusal", refusal);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>, M> Map<E, M> each(Class<E> type, Function<E, M> meter) {
        Map<E, M> meters = new EnumMap<>(type);
        for (E value : type.getEnumConstants()) {
            meters.put(value, meter.apply(value));
        }
        return meters;
    }
}
