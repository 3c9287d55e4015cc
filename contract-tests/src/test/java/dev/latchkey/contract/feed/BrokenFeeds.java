package dev.latchkey.contract.feed;

import dev.latchkey.contract.keystore.ModelFeed;
import dev.latchkey.core.Announcements;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Feeds, each with one fault. */
final class BrokenFeeds {
    private BrokenFeeds() {}

    static final class ForgetsInsertions extends ModelFeed {
        @Override
        protected void tellOfInsertion(UUID id) {
            // The fault.
        }
    }

    static final class ForgetsReplacements extends ModelFeed {
        @Override
        protected void tellOfReplacement(UUID id) {
            // The fault.
        }
    }

    static final class ForgetsPurges extends ModelFeed {
        @Override
        protected void tellOfPurge(UUID id) {
            // The fault.
        }
    }

    static final class TellsOfEachKeyOnce extends ModelFeed {
        private final Set<UUID> told = ConcurrentHashMap.newKeySet();

        @Override
        protected void tell(UUID id) {
            if (told.add(id)) {
                super.tell(id);
            }
        }
    }

    static final class TellsTooEarly extends ModelFeed {
        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // Listeners are told outside of the lock.
        public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            Optional<ApiKey> previous = findById(next.id()).value();
            if (previous.filter(key -> key.version() == next.version() - 1).isPresent()) {
                tell(next.id());
            }
            return super.replace(next, event);
        }

        @Override
        protected void tellOfReplacement(UUID id) {
            // Was told before.
        }
    }

    static final class TellsTheLastSubscriber extends ModelFeed {
        @Override
        protected void tell(UUID id) {
            if (!isCut() && !listeners.isEmpty()) {
                listeners.get(listeners.size() - 1).changed(id);
            }
        }
    }

    static final class TellsAfterClosing extends ModelFeed {
        @Override
        public Subscription subscribe(Listener listener) {
            listeners.add(listener);
            return () -> {};
        }
    }

    static final class LeavesItsThread extends ModelFeed {
        /** Its threads end with the test of it. */
        static final CountDownLatch END = new CountDownLatch(1);

        @Override
        public Subscription subscribe(Listener listener) {
            Thread thread = new Thread(() -> {
                try {
                    END.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
            return super.subscribe(listener);
        }
    }

    static final class ClosesDuringACall extends ModelFeed {
        @Override
        protected void close(Announcements<Listener> announcements) {
            // The fault.
        }
    }

    static final class ForgetsAnInterrupt extends ModelFeed {
        @Override
        protected void close(Announcements<Listener> announcements) {
            super.close(announcements);
            Thread.interrupted();
        }
    }

    static final class IsCutShortByAnInterrupt extends ModelFeed {
        @Override
        protected void close(Announcements<Listener> announcements) {
            if (!Thread.currentThread().isInterrupted()) {
                super.close(announcements);
            }
        }
    }

    /** Waits for longer than the test does, and not for ever, so that the test ends. */
    static final class WaitsForTheListenerThatCloses extends ModelFeed {
        private final Semaphore calls = new Semaphore(1);

        @Override
        protected void tell(UUID id) {
            boolean isFree = isFreeInTime();
            try {
                super.tell(id);
            } finally {
                if (isFree) {
                    calls.release();
                }
            }
        }

        @Override
        protected void close(Announcements<Listener> announcements) {
            if (isFreeInTime()) {
                calls.release();
            }
            super.close(announcements);
        }

        private boolean isFreeInTime() {
            try {
                return calls.tryAcquire(4 * FeedOnTrial.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /** As one that connects on a thread of its own, with whatever comes first. */
    static final class BeginsLate extends ModelFeed {
        private Optional<Listener> waiting = Optional.empty();

        @Override
        public Subscription subscribe(Listener listener) {
            waiting = Optional.of(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        protected void tell(UUID id) {
            super.tell(id);
            waiting.ifPresent(listeners::add);
            waiting = Optional.empty();
        }
    }

    static final class HearsOneWriter extends ModelFeed {
        private final Set<Thread> writers = new HashSet<>();

        @Override
        protected void tell(UUID id) {
            synchronized (writers) {
                if (writers.isEmpty() || writers.contains(Thread.currentThread())) {
                    writers.add(Thread.currentThread());
                    super.tell(id);
                }
            }
        }
    }

    static final class NeverInterrupts extends ModelFeed {
        @Override
        public void cut() {
            isCut(true);
        }

        @Override
        public void mend() {
            isCut(false);
        }
    }

    static final class NeverResumes extends ModelFeed {
        @Override
        public void mend() {
            isCut(false);
        }
    }

    static final class ResumesAtOnce extends ModelFeed {
        @Override
        public void cut() {
            super.cut();
            listeners.forEach(Listener::resumed);
        }
    }

    static final class ResumesBeforeItHears extends ModelFeed {
        @Override
        public void mend() {
            listeners.forEach(Listener::resumed);
            isCut(false);
        }
    }

    static final class StaysDeaf extends ModelFeed {
        @Override
        public void mend() {
            super.mend();
            isCut(true);
        }
    }

    static final class ResumesWhoHasEnded extends ModelFeed {
        @Override
        public Subscription subscribe(Listener listener) {
            listeners.add(listener);
            return () -> {
                if (!isCut()) {
                    listeners.remove(listener);
                }
            };
        }
    }
}
