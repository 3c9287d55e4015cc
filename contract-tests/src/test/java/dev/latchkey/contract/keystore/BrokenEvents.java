package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;

/** Stores with one fault each in the events of no key that they take. */
final class BrokenEvents {
    private BrokenEvents() {}

    static final class RepeatsEvents extends ModelStore {
        @Override
        boolean isThere(AuditEvent event) {
            return false;
        }
    }

    static final class ReplacesEvents extends ModelStore {
        @Override
        boolean isThere(AuditEvent event) {
            if (super.isThere(event)) {
                events.removeIf(one -> one.keyId().equals(event.keyId()) && one.version() == event.version());
                events.add(event);
                return true;
            }
            return false;
        }
    }

    static final class ForgetsEvents extends ModelStore {
        @Override
        Replacement take(AuditEvent event) {
            return Replacement.REPLACED;
        }
    }

    static final class OneVersion extends ModelStore {
        @Override
        boolean isThere(AuditEvent event) {
            return events.stream().anyMatch(one -> one.keyId().equals(event.keyId()));
        }
    }

    static final class ComparesThenRecords extends ModelStore {
        private final Schedule schedule = new Schedule();

        @Override
        public Reply<Replacement> recordEvent(AuditEvent event) {
            synchronized (this) {
                if (isThere(event)) {
                    return Reply.of(Replacement.STALE);
                }
            }
            schedule.meet("compared");
            synchronized (this) {
                return Reply.of(take(event));
            }
        }
    }
}
