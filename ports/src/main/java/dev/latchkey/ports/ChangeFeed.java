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
        /** Ends the announcements: none follows after this has returned. Closing again does nothing. */
        @Override
        void close();
    }
}
