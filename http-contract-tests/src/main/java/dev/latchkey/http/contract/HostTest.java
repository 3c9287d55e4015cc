package dev.latchkey.http.contract;

import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.contract.fixture.TestHost;
import java.util.function.Consumer;
import java.util.function.Function;

/** Starts hosts behind the binding under test. */
abstract class HostTest {
    abstract Binding binding();

    final TestHost startHost(Consumer<LatchkeyBuilder> keys, Consumer<LatchkeyWebBuilder> web) {
        return new TestHost(keys, (latchkey, choices) -> {
            web.accept(choices);
            return binding().start(TestHost.CONTEXT, choices.build(), Echo.HANDLER);
        });
    }

    final TestHost startHost(Consumer<LatchkeyWebBuilder> web) {
        return startHost(keys -> {}, web);
    }

    final TestHost startHost(ErrorStyle style) {
        return startHost(web -> web.errorStyle(style));
    }

    /** Starts a host that makes all choices itself. */
    final TestHost startOther(Function<Latchkey, LatchkeyWeb> web) {
        return new TestHost(
                keys -> {},
                (latchkey, choices) -> binding().start(TestHost.CONTEXT, web.apply(latchkey), Echo.HANDLER));
    }

    /** Starts a host that keeps no sealed copies. */
    final TestHost startUnsealed(Consumer<LatchkeyWebBuilder> web) {
        return startHost(keys -> keys.sealing(null), web);
    }
}
