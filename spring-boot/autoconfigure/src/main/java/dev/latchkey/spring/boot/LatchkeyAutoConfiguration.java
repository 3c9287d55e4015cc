package dev.latchkey.spring.boot;

import dev.latchkey.HashingGate;
import dev.latchkey.KeyChangeListener;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.LatchkeyListener;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Configures the store and {@link Latchkey}. The store is made after Flyway, Liquibase and the SQL scripts of Spring
 * Boot have run.
 */
// Spring Boot 4 has moved other auto-configurations, so they are named by texts.
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.mongo.MongoAutoConfiguration",
            "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration"
        })
@Conditional(OnLatchkeyConfigured.class)
@EnableConfigurationProperties(LatchkeyProperties.class)
public class LatchkeyAutoConfiguration {
    /** The name of the store's bean, unless the application has a store of its own. */
    static final String STORE = "latchkeyKeyStore";

    /** Makes the configuration, for Spring. */
    public LatchkeyAutoConfiguration() {
        SupportedBoot.check(SpringBootVersion.getVersion());
    }

    @Bean
    @ConditionalOnMissingBean
    KeyFormat latchkeyKeyFormat(LatchkeyProperties properties) {
        String prefix = properties.keyPrefix();
        String action =
                "Set latchkey.key-prefix to 1 to 20 letters, digits and underscores that begin with a letter, for"
                        + " example latchkey.key-prefix=acme_";
        if (prefix == null) {
            throw new LatchkeyStartException(
                    "Latchkey has no prefix for new keys. By its prefix, people and secret scanners recognize a key of"
                            + " yours.",
                    action + ", or declare a KeyFormat bean.",
                    null);
        }
        try {
            return KeyFormat.of(prefix);
        } catch (InvalidValueException e) {
            throw new LatchkeyStartException(
                    "The value of latchkey.key-prefix is malformed: it " + e.problem() + ".", action + ".", e);
        }
    }

    @Bean(STORE)
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    KeyStore latchkeyKeyStore(
            LatchkeyProperties properties,
            ListableBeanFactory beans,
            @LatchkeyDataSource ObjectProvider<DataSource> own,
            ObjectProvider<DataSource> any) {
        return switch (StoreChoice.of(properties.store().type(), beans)) {
            case JDBC -> JdbcStore.create(properties.jdbc(), own, any);
            case MONGODB -> MongoStore.create(properties.mongodb(), beans);
            case IN_MEMORY -> InMemoryStore.create();
        };
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Latchkey latchkey(
            KeyStore store,
            KeyFormat format,
            LatchkeyProperties properties,
            ObjectProvider<LatchkeyListener> listener,
            ObjectProvider<AuditSink> auditSink,
            ObjectProvider<HashingGate> gate,
            ObjectProvider<LatchkeyBuilderCustomizer> customizers) {
        LatchkeyBuilder builder = Latchkey.builder().store(store).keyFormat(format);
        listener.ifUnique(builder::listener);
        auditSink.ifUnique(builder::auditSink);
        gate.ifUnique(builder::hashingGate);
        BootstrapKeys.importedKeys(properties.importedKeys()).ifPresent(builder::importedKeys);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** Comes before the customizers of the application, each of which may set another listener. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    LatchkeyBuilderCustomizer latchkeyChanges(
            ObjectProvider<KeyChangeListener> listener, ApplicationEventPublisher events) {
        return builder -> builder.changes(listener.getIfUnique(() -> new KeyChangePublisher(events)));
    }

    /** Makes the keys of the configuration before the application serves its first request. */
    @Bean
    @Lazy(false)
    InitializingBean latchkeyBootstrapKeys(Latchkey latchkey, LatchkeyProperties properties) {
        return () -> BootstrapKeys.apply(latchkey, properties.bootstrap());
    }
}
