package dev.latchkey.spring.boot.test.host;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Greets a tenant and issues its first key in one transaction. */
@Service
public class Onboarding {
    private final Latchkey latchkey;
    private final Messages messages;

    Onboarding(Latchkey latchkey, Messages messages) {
        this.latchkey = latchkey;
        this.messages = messages;
    }

    /** Passes on the raw key before the transaction ends, and fails then if the text is empty. */
    @Transactional
    public void greet(String tenant, String text, Consumer<String> key) {
        messages.save(new Message(tenant, text));
        KeySpec spec = KeySpec.of(tenant, Scope.tenant(), "first")
                .permissions(Permissions.of("messages:read", "messages:send"));
        key.accept(latchkey.keys()
                .issue(spec, Actor.host("onboarding"))
                .orElseThrow()
                .rawKey()
                .reveal());
        messages.flush();
        if (text.isEmpty()) {
            throw new IllegalStateException("nothing to say");
        }
    }
}
