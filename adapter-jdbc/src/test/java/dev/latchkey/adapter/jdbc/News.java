package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.ports.ChangeFeed;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a listener was told, in order. */
final class News implements ChangeFeed.Listener {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Override
    public void changed(UUID keyId) {
        told.add(keyId.toString());
    }

    @Override
    public void interrupted() {
        told.add("interrupted");
    }

    @Override
    public void resumed() {
        told.add("resumed");
    }

    String next() {
        try {
            String next = told.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("something told").isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Without the interruptions that a busy machine has. */
    String nextKey() {
        String next = next();
        while (next.equals("interrupted") || next.equals("resumed")) {
            next = next();
        }
        return next;
    }

    boolean isEmpty() {
        return told.isEmpty();
    }
}
