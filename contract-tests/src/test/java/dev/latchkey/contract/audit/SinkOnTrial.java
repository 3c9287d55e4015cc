package dev.latchkey.contract.audit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.latchkey.contract.fixture.Trial;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.TimelineEntry.Access;
import java.util.List;
import java.util.function.Supplier;

/** Runs the contract on a sink and tells what failed. Not itself a test: no build runs it by its name. */
class SinkOnTrial extends AccessHistoryContract {
    private static Supplier<ModelSink> accused = ModelSink::new;

    static List<String> failures(Supplier<ModelSink> sink) {
        accused = sink;
        return Trial.failures(selectClass(SinkOnTrial.class));
    }

    @Override
    protected AuditSink sink() {
        return accused.get();
    }

    @Override
    protected AccessHistory history(AuditSink sink) {
        return (ModelSink) sink;
    }

    @Override
    protected boolean rewriteKinds(AuditSink sink, String newer) {
        ((ModelSink) sink).kept.replaceAll(access -> new Access(access.id(), unknown(access.event())));
        return true;
    }

    private static AccessEvent unknown(AccessEvent event) {
        return new AccessEvent(
                event.at(),
                AccessEvent.Kind.UNKNOWN,
                event.reason(),
                event.tenant(),
                event.keyId(),
                event.address(),
                event.actor(),
                event.count());
    }
}
