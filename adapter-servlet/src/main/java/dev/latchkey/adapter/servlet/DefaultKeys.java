package dev.latchkey.adapter.servlet;

import dev.latchkey.IdempotentResult;
import dev.latchkey.Latchkey;
import dev.latchkey.Resource;
import dev.latchkey.ResourceDirectory;
import dev.latchkey.adapter.servlet.DefaultKeysForm.Row;
import dev.latchkey.adapter.servlet.Endpoint.Call;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The dialect of default keys: one key per resource, one singleton per tenant; regenerated, never created.
 *
 * @param latchkey the keys
 * @param directory the resources
 * @param failures the answers to what goes wrong
 * @param form what is taken and answered
 * @param base where it is mounted
 * @param manage what managing needs
 */
record DefaultKeys(
        Latchkey latchkey,
        ResourceDirectory directory,
        Failures failures,
        DefaultKeysForm form,
        String base,
        Requirement manage) {
    private static final String SLOT = "default";
    private static final int PAGE = 1000;

    List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(Rule.of("GET", base, manage), this::list, form.list()),
                new Endpoint(Rule.of("POST", base, manage), this::regenerate, form.regenerate()),
                new Endpoint(
                        Rule.of("POST", base + "/regenerate", Requirement.ANY),
                        this::regenerateOwn,
                        form.regenerateOwn()));
    }

    private Answer list(Call call) {
        Caller caller = call.caller();
        List<Resource> resources = directory.list(caller.tenant());
        Map<String, ApiKey> keys = keysByResource(caller.tenant());
        List<ApiKey> shown = resources.stream()
                .map(resource -> keys.get(resource.id()))
                .filter(Objects::nonNull)
                .toList();
        Map<UUID, RawKey> raw = latchkey.sealedKeys().reveal(shown, caller);
        Shape<Row> row = form.row();
        return Answer.ok(Json.array(resources, (json, resource) -> {
            ApiKey key = keys.get(resource.id());
            row.write(json, new Row(resource, key, key == null ? null : raw.get(key.id())));
        }));
    }

    private Answer regenerate(Call call) {
        Caller caller = call.caller();
        String id = JsonBody.of(call.request(), failures).text(form.bodyField());
        ResourceScope scope = scope(id);
        if (directory.find(caller.tenant(), id).isEmpty()) {
            throw new Failed(failures.resourceNotFound());
        }
        KeySpec first = KeySpec.of(caller.tenant(), scope, SLOT).slot(SLOT);
        return issued(
                form.ofResource(),
                Idempotency.issue(
                        call.request(),
                        failures,
                        () -> latchkey.keys().regenerate(first, caller),
                        once -> latchkey.keys().once(once).regenerate(first, caller)));
    }

    private Answer regenerateOwn(Call call) {
        Caller caller = call.caller();
        if (caller.key() == null) {
            throw new Failed(failures.keyRequired());
        }
        return issued(
                form.own(),
                Idempotency.issue(
                        call.request(),
                        failures,
                        () -> latchkey.keys().regenerateOwn(caller),
                        once -> latchkey.keys().once(once).regenerateOwn(caller)));
    }

    private Map<String, ApiKey> keysByResource(String tenant) {
        Map<String, ApiKey> keys = new HashMap<>();
        KeyQuery query =
                KeyQuery.of(tenant, PAGE).slot(SLOT).aliveAt(latchkey.clock().instant());
        boolean more = true;
        while (more) {
            Page<ListedKey> page = latchkey.keys().list(query);
            for (ListedKey listed : page.items()) {
                if (listed.key().scope() instanceof ResourceScope scope) {
                    // Newest first: should a key have been replaced between two pages, the first one seen is the one in
                    // force.
                    keys.putIfAbsent(scope.resource(), listed.key());
                }
                query = query.after(listed.position());
            }
            more = page.more();
        }
        return keys;
    }

    private ResourceScope scope(String id) {
        try {
            return Scope.resource(id);
        } catch (InvalidValueException e) {
            throw new Failed(failures.invalid(form.bodyField(), e.problem()));
        }
    }

    private static Answer issued(Shape<IdempotentResult> shape, IdempotentResult issued) {
        return Answer.ok(shape.bytes(issued)).replayed(issued.repeated());
    }
}
