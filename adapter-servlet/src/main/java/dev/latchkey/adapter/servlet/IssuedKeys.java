package dev.latchkey.adapter.servlet;

import dev.latchkey.adapter.servlet.Endpoint.Call;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.api.Latchkey;
import dev.latchkey.ports.api.OnceIssued;
import dev.latchkey.ports.api.Result;
import dev.latchkey.ports.spi.KeyQuery;
import dev.latchkey.ports.spi.ListedKey;
import dev.latchkey.ports.spi.Page;
import dev.latchkey.ports.spi.ResourceDirectory;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of issued keys: many named keys per tenant, issued and revoked, shown once.
 *
 * @param latchkey the keys
 * @param directory the resources
 * @param failures the answers to what goes wrong
 * @param jsonCase how members are written
 * @param base where it is mounted
 * @param manage what managing needs
 */
record IssuedKeys(
        Latchkey latchkey,
        ResourceDirectory directory,
        Failures failures,
        JsonCase jsonCase,
        String base,
        Requirement manage) {
    private static final String REASON = "revoked over HTTP";
    private static final String VARIABLE = "id";

    List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(Rule.of("GET", base, manage), this::list),
                new Endpoint(Rule.of("POST", base, manage), this::issue),
                new Endpoint(Rule.of("DELETE", base + "/{" + VARIABLE + "}", manage), this::revoke));
    }

    private Answer list(Call call) {
        ListParameters parameters = ListParameters.of(call.request(), failures);
        KeyQuery query = KeyQuery.of(call.caller().tenant(), parameters.limit()).after(parameters.after());
        Page<ListedKey> page = latchkey.keys()
                .list(parameters.dead() ? query : query.aliveAt(latchkey.clock().instant()));
        return Answer.ok(Json.object(json -> {
            json.array("data", page.items(), (item, listed) -> write(item, listed.key(), listed.lastUsedAt()));
            ListedKey last = page.more() ? page.items().get(page.items().size() - 1) : null;
            json.text(name("next cursor"), last == null ? null : Cursor.of(last.position()));
        }));
    }

    private Answer issue(Call call) {
        JsonBody body = JsonBody.of(call.request(), failures);
        String tenant = call.caller().tenant();
        Scope scope = scope(body.optionalText(name(failures.nouns().resource() + " id")));
        String keyName = body.text("name");
        KeySpec named = checked("name", () -> KeySpec.of(tenant, scope, keyName));
        List<String> scopes = body.optionalTexts("scopes");
        Permissions permissions = scopes == null ? Permissions.ALL : checked("scopes", () -> Permissions.of(scopes));
        Instant expiresAt = expiry(body.optionalText(name("expires at")));
        KeySpec spec =
                checked(name("expires at"), () -> named.permissions(permissions).expiresAt(expiresAt));
        if (scope instanceof ResourceScope one
                && directory.find(tenant, one.resource()).isEmpty()) {
            throw new Failed(failures.resourceNotFound());
        }
        OnceIssued issued = Idempotency.issue(
                call.request(),
                failures,
                () -> checked(name("expires at"), () -> latchkey.keys().issue(spec, call.caller())),
                once -> checked(
                        name("expires at"), () -> latchkey.idempotentKeys().issue(spec, once, call.caller())));
        ApiKey key = issued.key();
        Answer answer = Answer.created(call.request().getContextPath() + base + "/" + key.id(), Json.object(json -> {
            write(json, key, null);
            json.rawKey("secret", issued.rawKey());
            if (issued.rawKey() == null) {
                json.bool(name("secret already shown"), true);
            }
        }));
        return answer.replayed(issued.repeated());
    }

    private Answer revoke(Call call) {
        String text = call.variables().getOrDefault(VARIABLE, "");
        ApiKey key = new NamedKey(latchkey, failures).find(call.caller().tenant(), text);
        Result<ApiKey> result = latchkey.keys()
                .revoke(key.tenant(), key.id(), REASON, call.caller().actor());
        if (result instanceof Result.NotFound) {
            throw new Failed(failures.keyNotFound());
        }
        if (!(result instanceof Result.Done)) {
            throw new Failed(failures.of(result));
        }
        return Answer.noContent();
    }

    private Scope scope(@Nullable String resource) {
        return resource == null
                ? Scope.tenant()
                : checked(name(failures.nouns().resource() + " id"), () -> Scope.resource(resource));
    }

    private @Nullable Instant expiry(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Instant instant = Rfc3339.parse(text);
        if (instant == null) {
            throw new Failed(failures.invalid(name("expires at"), "must be a date and time as in RFC 3339"));
        }
        return instant;
    }

    /** What the model refuses is told by the name that the member has here. */
    private <T> T checked(String member, Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidValueException e) {
            throw new Failed(failures.invalid(member, e.problem()));
        }
    }

    /** Never any key material. */
    private void write(Json json, ApiKey key, @Nullable Instant lastUsedAt) {
        json.text("id", key.id().toString());
        json.text(name(failures.nouns().tenant() + " id"), key.tenant());
        json.text(
                name(failures.nouns().resource() + " id"),
                key.scope() instanceof ResourceScope scope ? scope.resource() : null);
        json.text("name", key.name());
        json.text("prefix", key.newestSecret().displayPrefix());
        json.texts("scopes", key.permissions().patterns());
        json.instant(name("last used at"), lastUsedAt);
        json.instant(name("expires at"), key.expiresAt());
        json.instant(name("created at"), key.createdAt());
        json.instant(
                name("revoked at"),
                key.revocation() == null ? null : key.revocation().at());
    }

    private String name(String words) {
        return jsonCase.name(words);
    }
}
