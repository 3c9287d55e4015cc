package dev.latchkey.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A flood of garbage costs no garbage collection. */
class KeyFormatAllocationTest {
    private static final int TIMES = 100_000;
    private static final int ROUNDS = 50;

    static String[] garbage() {
        KeyFormat format = KeyFormat.of("ps_");
        String key = new SecretGenerator().rawKey(format).reveal();
        char last = key.charAt(key.length() - 1);
        return new String[] {
            "",
            "Bearer",
            "ps_" + "\u00e9".repeat(61),
            "ps_" + "a".repeat(100_000),
            key.substring(0, key.length() - 1) + "*",
            // Of the right shape, with a wrong checksum.
            key.substring(0, key.length() - 1) + (last == 'x' ? 'y' : 'x'),
        };
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void parsingGarbageAllocatesNothing(String text) {
        KeyFormat format = KeyFormat.of("ps_").accepting("zpk_live_", "zpk_");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        int parsed = 0;
        long allocated = Long.MAX_VALUE;
        // Several rounds, because interpreted code allocates what compiled code keeps in registers: the CRC of the
        // right shape.
        for (int round = 0; round < ROUNDS && allocated >= 1_000_000; round++) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < TIMES; i++) {
                parsed += format.parse(text) == null ? 0 : 1;
            }
            allocated = threads.getThreadAllocatedBytes(self) - before;
        }
        assertThat(parsed).isZero();
        assertThat(allocated).isLessThan(1_000_000);
    }
}
