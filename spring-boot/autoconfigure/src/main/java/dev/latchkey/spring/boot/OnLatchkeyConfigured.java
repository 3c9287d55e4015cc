package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.http.Routes;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** Whether the application has begun to configure Latchkey. Until then the jar alone changes nothing. */
final class OnLatchkeyConfigured extends AnyNestedCondition {
    OnLatchkeyConfigured() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty("latchkey.key-prefix")
    static final class HasPrefix {}

    @ConditionalOnBean({Routes.class})
    static final class HasRoutes {}

    @ConditionalOnBean({KeyFormat.class})
    static final class HasFormat {}

    @ConditionalOnBean({Latchkey.class})
    static final class HasLatchkey {}
}
