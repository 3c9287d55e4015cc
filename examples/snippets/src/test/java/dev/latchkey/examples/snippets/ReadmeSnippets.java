package dev.latchkey.examples.snippets;

import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.adapter.mongo.MongoIndexes;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Credential;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.ports.KeyStore;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGSimpleDataSource;

/** The snippets of the README, to the letter: {@link ReadmeTest} compares and runs them. */
final class ReadmeSnippets {
    private ReadmeSnippets() {}

    // spotless:off
    static Latchkey embed(DataSource dataSource, ServletContext servletContext) {
        // snippet: embed
        JdbcSchema.apply(dataSource);
        KeyStore store = JdbcKeyStore.on(dataSource);
        Latchkey latchkey = Latchkey.builder().store(store).keyFormat(KeyFormat.of("acme_")).build();
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .credential(Credential.header("x-api-key"))
                .routes(Routes.builder()
                        .tenantOnly("GET", "/v1/projects")
                        .resourceOnly("POST", "/v1/messages/send", "messages:send")
                        .build())
                .build();
        LatchkeyServlets.install(web, servletContext);
        // end
        return latchkey;
    }

    static KeyStore h2() {
        // snippet: h2
        DataSource h2 = JdbcConnectionPool.create(
                "jdbc:h2:file:./data/keys;WRITE_DELAY=0;MAX_COMPACT_TIME=0", "latchkey", "");
        JdbcSchema.apply(h2);
        KeyStore store = JdbcKeyStore.on(h2);
        // end
        return store;
    }

    static KeyStore postgresql() {
        // snippet: postgresql
        PGSimpleDataSource postgres = new PGSimpleDataSource();
        postgres.setURL("jdbc:postgresql://localhost/keys");
        JdbcSchema.apply(postgres);
        KeyStore store = JdbcKeyStore.on(postgres);
        // end
        return store;
    }

    static KeyStore mongodb() {
        // snippet: mongodb
        MongoDatabase mongo = MongoClients.create("mongodb://localhost").getDatabase("keys");
        MongoIndexes.ensure(mongo);
        KeyStore store = MongoKeyStore.on(mongo);
        // end
        return store;
    }

    static String caller(HttpServletRequest request) {
        // snippet: caller
        Caller caller = Callers.of(request);
        String tenant = caller.tenant();
        boolean maySend = caller.holds("messages:send");
        // end
        return tenant + " " + maySend;
    }

    static String manage(Latchkey latchkey) {
        // snippet: manage
        Actor admin = Actor.user("alice");
        KeySpec spec = KeySpec.of("tenant-1", Scope.resource("project-7"), "CI")
                .permissions(Permissions.of("messages:*"));
        IssuedKey issued = latchkey.keys().issue(spec, admin).orElseThrow();
        String showOnce = issued.rawKey().reveal();
        RotationMode aWeek = RotationMode.overlap(Duration.ofDays(7));
        latchkey.keys().rotate("tenant-1", issued.key().id(), aWeek, admin).orElseThrow();
        latchkey.keys().revoke("tenant-1", issued.key().id(), "laptop stolen", admin).orElseThrow();
        // end
        return showOnce;
    }

    static Verdict unitTest() {
        // snippet: unit-test
        Latchkey latchkey = Latchkey.builder().store(new InMemoryKeyStore()).keyFormat(KeyFormat.of("test_")).build();
        KeySpec spec = KeySpec.of("t", Scope.tenant(), "test").allPermissions();
        RawKey key = latchkey.keys().issue(spec, Actor.host("test")).orElseThrow().rawKey();
        Verdict verdict = latchkey.authenticator().authenticate(key.reveal(), Requirement.TENANT, null);
        // end
        latchkey.close();
        return verdict;
    }
    // spotless:on
}
