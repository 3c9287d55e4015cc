package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.http.Routes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes of keys as events of the application. */
class ChangeEventsTest {
    private final ConfigurableApplicationContext host = TestHost.start(
            Host.class,
            "spring.main.web-application-type=none",
            "latchkey.jdbc.initialize-schema=always",
            "spring.flyway.enabled=false",
            "spring.liquibase.enabled=false");
    private final List<AuditEvent> heard = host.getBean(Host.class).heard;
    private final TransactionTemplate transaction =
            new TransactionTemplate(host.getBean(PlatformTransactionManager.class));

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void changeIsHeardAfterItsCommitAndNeverAfterARollback() {
        transaction.executeWithoutResult(status -> {
            TestHost.key(host, "lost");
            status.setRollbackOnly();
        });
        assertThat(heard).isEmpty();

        transaction.executeWithoutResult(status -> {
            TestHost.key(host, "kept");
            assertThat(heard).as("before the commit").isEmpty();
        });
        assertThat(heard).extracting(AuditEvent::action).containsExactly(AuditAction.ISSUED);
    }

    @Test
    void changeOutsideOfATransactionIsHeardToo() {
        TestHost.key(host, "alone");
        assertThat(heard).extracting(AuditEvent::action).containsExactly(AuditAction.ISSUED);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Host {
        final List<AuditEvent> heard = new CopyOnWriteArrayList<>();

        @TransactionalEventListener(fallbackExecution = true)
        void changed(AuditEvent event) {
            heard.add(event);
        }

        @Bean
        Routes routes() {
            return Routes.builder().either("*", "/**").build();
        }
    }
}
