package dev.latchkey.http.contract;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.Admission;
import java.util.Optional;

/** Answers with what the host's code behind a binding knows. */
final class Echo {
    static final Binding.Handler HANDLER = (request, admission) -> {
        Optional<Caller> caller = admission.flatMap(Admission::caller);
        String who = caller.map(known -> known.tenant() + " " + known.scope()).orElse("nobody");
        return "served " + request.method() + " to " + who
                + caller.map(known -> ", named " + known.name()).orElse("");
    };

    private Echo() {}
}
