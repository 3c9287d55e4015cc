package dev.latchkey.adapter.servlet;

import dev.latchkey.adapter.servlet.Endpoint.Call;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.api.Latchkey;
import dev.latchkey.ports.api.OnceIssued;
import dev.latchkey.ports.spi.KeyQuery;
import dev.latchkey.ports.spi.ListedKey;
import dev.latchkey.ports.spi.Page;
import dev.latchkey.ports.spi.Resource;
import dev.latchkey.ports.spi.ResourceDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of default keys: one key per resource, one singleton per tenant; regenerated, never created.
 *
 * @param latchkey the keys
 * @param directory the resources
 * @param failures the answers to what goes wrong
 * @param jsonCase how members are written
 * @param base where it is mounted
 * @param bodyField the member of a body that names the resource
 * @param manage what managing needs
 */
record DefaultKeys(
        Latchkey latchkey,
        ResourceDirectory directory,
        Failures failures,
        JsonCase jsonCase,
        String base,
        String bodyField,
        Requirement manage) {
    private static final String SLOT = "default";
    private static final int PAGE = 1000;

    List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(Rule.of("GET", base, manage), this::list),
                new Endpoint(Rule.of("POST", base, manage), this::regenerate),
                new Endpoint(Rule.of("POST", base + "/regenerate", Requirement.ANY), this::regenerateOwn));
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
        return Answer.ok(Json.array(resources, (json, resource) -> {
            ApiKey key = keys.get(resource.id());
            item(json, resource, key, key == null ? null : raw.get(key.id()));
        }));
    }

    private Answer regenerate(Call call) {
        Caller caller = call.caller();
        String id = JsonBody.of(call.request(), failures).text(bodyField);
        ResourceScope scope = scope(id);
        if (directory.find(caller.tenant(), id).isEmpty()) {
            throw new Failed(failures.resourceNotFound());
        }
        KeySpec first = KeySpec.of(caller.tenant(), scope, SLOT).slot(SLOT);
        return issued(Idempotency.issue(
                call.request(),
                failures,
                () -> latchkey.keys().regenerate(first, caller),
                once -> latchkey.idempotentKeys().regenerate(first, once, caller)));
    }

    private Answer regenerateOwn(Call call) {
        Caller caller = call.caller();
        if (caller.key() == null) {
            throw new Failed(failures.keyRequired());
        }
        return issued(Idempotency.issue(
                call.request(),
                failures,
                () -> latchkey.keys().regenerateOwn(caller),
                once -> latchkey.idempotentKeys().regenerateOwn(caller, once)));
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
            throw new Failed(failures.invalid(bodyField, e.problem()));
        }
    }

    private void item(Json json, Resource resource, @Nullable ApiKey key, @Nullable RawKey raw) {
        String noun = failures.nouns().resource();
        Secret secret = key == null ? null : key.newestSecret();
        json.text(name(noun + " id"), resource.id());
        json.text(name(noun), resource.label());
        json.text(name("display name"), resource.displayName());
        json.text(name("key id"), secret == null ? null : KeyId.of(secret));
        json.text(name("key last4"), secret == null ? null : secret.lastFour());
        json.rawKey(name("key"), raw);
        json.bool(name("revealable"), raw != null);
    }

    private Answer issued(OnceIssued issued) {
        Secret secret = issued.secret();
        Answer answer = Answer.ok(Json.object(json -> {
            if (issued.key().scope() instanceof ResourceScope scope) {
                json.text(name(failures.nouns().resource() + " id"), scope.resource());
            }
            json.text(name("key id"), KeyId.of(secret));
            json.text(name("key prefix"), secret.prefix());
            json.text(name("key last4"), secret.lastFour());
            json.rawKey(name("key"), issued.rawKey());
            if (issued.rawKey() == null) {
                json.bool(name("revealable"), false);
            }
            json.instant(name("created at"), secret.createdAt());
        }));
        return answer.replayed(issued.repeated());
    }

    private String name(String words) {
        return jsonCase.name(words);
    }
}
