package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.request;
import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.spi.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests at the edge of what the OpenAPI document says is valid. */
class ManagedDocumentTest {
    private final ManagedHost host = new ManagedHost();

    @AfterEach
    void close() {
        host.close();
    }

    /** To JSON Schema a number without a fraction is an integer, however it is written. */
    @ParameterizedTest
    @CsvSource({
        "38, 200",
        "38.0, 200",
        "3.8e1, 200",
        "380e-1, 200",
        "38.5, 400",
        "1e999999999, 400",
        "1e-999999999, 400",
        "101.0, 400"
    })
    void anIntegerMayBeWrittenWithAPoint(String limit, int status) {
        Response answer = host.send("POST", "/keys/search", "{\"tenant\":\"acme\",\"limit\":" + limit + "}");
        assertThat(answer.status()).as(text(answer)).isEqualTo(status);
    }

    /** As in a request that names one. */
    @ParameterizedTest
    @CsvSource({"acme, acme, 200, data", "acme, other, 404, TENANT_NOT_FOUND", "other, acme, 404, TENANT_NOT_FOUND"})
    void aTenantThatIsNotSeenIsNotFoundAlsoWhereTwoAreNamed(String query, String body, int status, String words) {
        host.operators.put(
                "bob",
                Operator.of(Actor.user("bob"))
                        .tenants("acme")
                        .mayEverything()
                        .mayGrant(Permissions.ALL)
                        .ambient(false));
        FakeRequest sent = request("POST", "/keys/search?tenant=" + query).header("x-operator", "bob");
        Response answer = host.send(sent, "{\"tenant\":\"" + body + "\"}");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(text(answer)).contains(words);
    }

    /** With the previous secret of the key that is rotated, or as an operator who has to authenticate again. */
    @ParameterizedTest
    @CsvSource({
        "complete, x-api-key, CompleteRotationForbiddenError, CREDENTIAL_RETIRING",
        "cancel, x-operator, CancelRotationForbiddenError, REAUTHENTICATION_REQUIRED"
    })
    void whatChangesOfRotationsAreRefusedForIsInTheDocument(String change, String header, String schema, String code) {
        try (ManagedHost described =
                new ManagedHost(keys -> {}, web -> web.openApi("/openapi.json"), ManagedKeys::apiKeys)) {
            IssuedKey issued = described
                    .latchkey
                    .keys()
                    .issue(
                            KeySpec.of("acme", Scope.tenant(), "ci").permissions(Permissions.of("keys:*")),
                            ManagedHost.SETUP)
                    .orElseThrow();
            described.operators.put("old", ManagedHost.ADA.reauthenticateAt("/login"));
            String rotate = "/keys/" + issued.key().id() + "/rotate";
            Response rotated = described.send("POST", rotate, "{\"mode\":\"overlap\",\"overlap\":\"P1D\"}");
            assertThat(rotated.status()).as(text(rotated)).isEqualTo(201);

            String credential =
                    header.equals("x-operator") ? "old" : issued.rawKey().reveal();
            Response refused =
                    described.send(request("POST", rotate + "/" + change).header(header, credential), null);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(text(refused)).contains(code);
            String document = text(described.send(FakeRequest.of("GET", "/openapi.json"), null));
            String errors = document.substring(document.indexOf("\"" + schema + "\":{"));
            assertThat(errors.substring(0, errors.indexOf("Error\":{", schema.length() + 1)))
                    .contains(code);
        }
    }

    @Test
    void twoTenantsThatAreSeenAreRefused() {
        Response answer = host.send("POST", "/keys/search?tenant=acme", "{\"tenant\":\"other\"}");
        assertThat(answer.status()).isEqualTo(400);
    }
}
