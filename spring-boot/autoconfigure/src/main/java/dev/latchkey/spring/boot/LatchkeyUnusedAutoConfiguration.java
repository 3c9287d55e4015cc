package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Lazy;

/** Says that the jar is there and guards nothing. */
@Lazy(false)
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnMissingBean(Latchkey.class)
public class LatchkeyUnusedAutoConfiguration {
    /** Says it, once for each application. */
    public LatchkeyUnusedAutoConfiguration() {
        LoggerFactory.getLogger(LatchkeyUnusedAutoConfiguration.class)
                .warn("Latchkey protects nothing: set latchkey.key-prefix and declare a Routes bean");
    }
}
