package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
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
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

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
        List<ListedKey> keys = latchkey.keys().list(KeyQuery.of("tenant-1", 50)).items();
        latchkey.keys().revoke("tenant-1", issued.key().id(), "laptop stolen", admin).orElseThrow();
        // end
        assertThat(keys).hasSize(1);
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
