package dev.latchkey.ports;

import java.util.UUID;

/**
 * Tells every node which keys were changed, by this node or another. For caches: a change is announced after it is
 * visible to reads. A cache that drops what it remembers of the key and reads again therefore reads the change or a
 * later one. A change may be announced more than once, and out of order. Implementations are safe for use by several
 * threads.
 */
public interface ChangeFeed {
    /**
     * Begins to listen. The feed is whole when this returns, or has told the listener that it is interrupted.
     *
     * @param listener told of every change that becomes visible after this method returned, on the feed's own threads
     *     or on the changing one; it must return soon and not throw
     * @return ends the listening when closed
     * @throws StoreException when the feed cannot begin
     */
    Subscription subscribe(Listener listener);

    /** The receiver of announcements. */
    interface Listener {
        /**
         * Takes notice that a key was issued, changed, or purged.
         *
         * @param keyId the key
         */
        void changed(UUID keyId);

        /**
         * Changes may be missed from now on: nothing that is remembered can be trusted. May be told again before the
         * feed is resumed. A feed notices by itself, within a bound that it states, when it cannot hear of changes.
         */
        void interrupted();

        /**
         * Says that every change that becomes visible from now on, while this method runs or later, is announced again.
         * What was remembered before is not to be trusted.
         */
        void resumed();
    }

    /** Ends the listening. */
    interface Subscription extends AutoCloseable {
        /**
         * Ends the announcements, and the threads of this subscription. When this has returned, no call of the listener
         * is running, none follows, and no thread of the subscription is alive.
         *
         * <ul>
         *   <li>It waits for that, but not for longer than a few seconds, which the feed states. It unblocks what a
         *       thread waits for where it can. If a thread or a call of the listener does not end in time, it logs one
         *       warning and returns.
         *   <li>An interrupt of the caller does not shorten the wait. The thread is still interrupted afterwards.
         *   <li>A listener may close its own subscription. Then this returns immediately. The threads end after the
         *       listener has returned, and another call from elsewhere waits for them.
         *   <li>Closing again does nothing else.
         * </ul>
         */
        @Override
        void close();
    }
}
