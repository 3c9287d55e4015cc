package dev.latchkey.internal.proof;

import java.util.Optional;
import java.util.function.Supplier;

/** The bounded place for slow hashing, as far as proofs need it. */
public interface Gate {
    /**
     * Computes an answer, or waits for a caller that is computing it.
     *
     * @param question identifies the computation: equal questions at the same time are computed once
     * @param computation the slow work
     * @param <T> its result
     * @return the result; empty if the gate is full
     */
    <T> Optional<T> run(Object question, Supplier<T> computation);

    /**
     * Computes the hash of a new key, after all proofs.
     *
     * @param tenant the tenant of the key: tenants take turns
     * @param computation the slow work
     * @param <T> its result
     * @return the result; empty if the gate is full
     */
    <T> Optional<T> runForNewKey(String tenant, Supplier<T> computation);

    /**
     * Computes if a place is free now.
     *
     * @param computation the slow work
     * @param <T> its result
     * @return the result; empty if every place is taken
     */
    <T> Optional<T> runIfIdle(Supplier<T> computation);
}
