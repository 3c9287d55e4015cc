package dev.latchkey;

import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Actor;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** What each request with a key that was proven before leaves to the garbage collector. */
class AuthenticationAllocationTest {
    private static final int TIMES = 20_000;
    private static final int ROUNDS = 100;

    /** In bytes, where tests run without the better compiler, whose code allocates a third of it. */
    private static final long MOST = 1_400;

    @Test
    void requestsWithAProvenKeyAllocateLittle() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        InetAddress address = InetAddress.getByName("192.0.2.1");
        int accepted = 0;
        long each = Long.MAX_VALUE;
        int rounds = 0;
        try (Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(World.FORMAT)
                .argon2(World.CHEAP)
                .build()) {
            String key = latchkey.keys()
                    .issue(SPEC, Actor.host("test"))
                    .orElseThrow()
                    .rawKey()
                    .reveal();
            Authenticator authenticator = latchkey.authenticator();
            // Several rounds, because interpreted code allocates what compiled code keeps in registers.
            while (rounds < ROUNDS && each > MOST) {
                long before = threads.getThreadAllocatedBytes(self);
                for (int i = 0; i < TIMES; i++) {
                    Verdict verdict = authenticator.authenticate(key, Requirement.ANY, address);
                    accepted += verdict.outcome() == Verdict.Outcome.ACCEPTED ? 1 : 0;
                }
                each = (threads.getThreadAllocatedBytes(self) - before) / TIMES;
                rounds++;
            }
        }
        assertThat(accepted).isEqualTo(rounds * TIMES);
        assertThat(each).isLessThanOrEqualTo(MOST);
    }
}
