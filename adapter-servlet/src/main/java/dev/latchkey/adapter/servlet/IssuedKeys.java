package dev.latchkey.adapter.servlet;

import dev.latchkey.IdempotentResult;
import dev.latchkey.Latchkey;
import dev.latchkey.ResourceDirectory;
import dev.latchkey.Result;
import dev.latchkey.adapter.servlet.Endpoint.Call;
import dev.latchkey.adapter.servlet.IssuedKeysForm.Shown;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
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
 * @param form what is taken and answered
 * @param base where it is mounted
 * @param manage what managing needs
 */
record IssuedKeys(
        Latchkey latchkey,
        ResourceDirectory directory,
        Failures failures,
        IssuedKeysForm form,
        String base,
        Requirement manage) {
    private static final String REASON = "revoked over HTTP";

    List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(Rule.of("GET", base, manage), this::list, form.list()),
                new Endpoint(Rule.of("POST", base, manage), this::issue, form.issue()),
                new Endpoint(
                        Rule.of("DELETE", base + "/{" + IssuedKeysForm.ID + "}", manage), this::revoke, form.revoke()));
    }

    private Answer list(Call call) {
        ListParameters parameters = ListParameters.of(call.request(), failures);
        KeyQuery query = KeyQuery.of(call.caller().tenant(), parameters.limit()).after(parameters.after());
        Page<ListedKey> page = latchkey.keys()
                .list(parameters.dead() ? query : query.aliveAt(latchkey.clock().instant()));
        return Answer.ok(form.page().bytes(page));
    }

    private Answer issue(Call call) {
        JsonBody body = JsonBody.of(call.request(), failures);
        String tenant = call.caller().tenant();
        Scope scope = scope(body.optionalText(form.resourceId()));
        String keyName = body.text(IssuedKeysForm.NAME);
        KeySpec named = checked(IssuedKeysForm.NAME, () -> KeySpec.of(tenant, scope, keyName));
        List<String> scopes = body.optionalTexts(IssuedKeysForm.SCOPES);
        Permissions permissions =
                scopes == null ? Permissions.ALL : checked(IssuedKeysForm.SCOPES, () -> Permissions.of(scopes));
        Instant expiresAt = expiry(body.optionalText(form.expiresAt()));
        KeySpec spec =
                checked(form.expiresAt(), () -> named.permissions(permissions).expiresAt(expiresAt));
        if (scope instanceof ResourceScope one
                && directory.find(tenant, one.resource()).isEmpty()) {
            throw new Failed(failures.resourceNotFound());
        }
        IdempotentResult issued = Idempotency.issue(
                call.request(),
                failures,
                () -> checked(form.expiresAt(), () -> latchkey.keys().issue(spec, call.caller())),
                once -> checked(
                        form.expiresAt(), () -> latchkey.keys().once(once).issue(spec, call.caller())));
        String location =
                call.request().getContextPath() + base + "/" + issued.key().id();
        Shown shown = new Shown(issued.key(), null, issued.rawKey());
        return Answer.created(location, form.issued().bytes(shown)).replayed(issued.repeated());
    }

    private Answer revoke(Call call) {
        String text = call.variables().getOrDefault(IssuedKeysForm.ID, "");
        ApiKey key = new NamedKey(latchkey, failures).find(call.caller().tenant(), text);
        Result<ApiKey> result = latchkey.keys()
                .revoke(key.tenant(), key.id(), REASON, call.caller().actor());
        return switch (result.outcome()) {
            case DONE -> Answer.noContent();
            case NOT_FOUND -> throw new Failed(failures.keyNotFound());
            case DEAD,
                    FORBIDDEN,
                    SLOT_TAKEN,
                    ALREADY_IMPORTED,
                    IDEMPOTENCY_KEY_REUSED,
                    IDEMPOTENCY_KEY_SPENT,
                    CONTENDED,
                    OVERLOADED -> throw new Failed(failures.of(result));
        };
    }

    private Scope scope(@Nullable String resource) {
        return resource == null ? Scope.tenant() : checked(form.resourceId(), () -> Scope.resource(resource));
    }

    private @Nullable Instant expiry(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Instant instant = Rfc3339.parse(text);
        if (instant == null) {
            throw new Failed(failures.invalid(form.expiresAt(), "must be a date and time as in RFC 3339"));
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
}
