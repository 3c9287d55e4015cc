package dev.latchkey.support;

import dev.latchkey.ports.ChangeFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that keeps what it hears, in order. */
public final class News implements ChangeFeed.Listener {
    private static final int SECONDS = 30;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final List<String> earlier = new ArrayList<>();

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

    /** Waits for the next piece of news. */
    public String next() {
        try {
            String next = told.poll(SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError(
                        "the feed told of nothing for " + SECONDS + " seconds; before that it told of " + earlier);
            }
            earlier.add(next);
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for news; before that the feed told of " + earlier, e);
        }
    }

    /** Waits for the next changed key, past the interruptions that a busy machine has. */
    public String nextKey() {
        String next = next();
        while (next.equals("interrupted") || next.equals("resumed")) {
            next = next();
        }
        return next;
    }
}
