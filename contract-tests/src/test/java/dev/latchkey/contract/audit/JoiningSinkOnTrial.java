package dev.latchkey.contract.audit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.latchkey.contract.fixture.HostTransactions;
import dev.latchkey.contract.fixture.Trial;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import java.util.List;
import java.util.function.Supplier;

/** Runs the contract on a sink and tells what failed. Not itself a test: no build runs it by its name. */
class JoiningSinkOnTrial extends AuditSinkInTransactionsContract {
    private static Supplier<JoiningSink> accused = JoiningSink::new;
    private JoiningSink sink;

    static List<String> failures(Supplier<JoiningSink> sink) {
        accused = sink;
        return Trial.failures(selectClass(JoiningSinkOnTrial.class));
    }

    @Override
    protected AuditSink sink() {
        sink = accused.get();
        return sink;
    }

    @Override
    protected List<AccessEvent> kept() {
        return List.copyOf(sink.kept);
    }

    @Override
    protected HostTransactions host() {
        return sink;
    }
}
