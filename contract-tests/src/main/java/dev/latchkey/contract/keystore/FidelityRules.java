package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.KeyQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Fidelity to every value that a key is given: KS8.
 *
 * <p>If this fails, look at the types, lengths, and collations of columns, at the driver's conversions of text, and at
 * how an empty, a missing, and a default value are told apart.
 */
abstract class FidelityRules extends StoreRules {
    @Test
    void ks8_tenantsAreKeptAndToldApart() {
        List<ApiKey> keys = Samples.texts(128).stream()
                .map(text -> insert(KeySpec.of(text, Scope.tenant(), "k").slot("default")))
                .toList();

        for (ApiKey key : keys) {
            assertStored(key);
            assertThat(ids(KeyQuery.of(key.tenant(), 10))).as(key.tenant()).containsExactly(key.id());
            assertThat(inSlotOf(key)).contains(key);
        }
    }

    @Test
    void ks8_resourcesAreKeptAndToldApart() {
        List<ApiKey> keys = Samples.texts(128).stream()
                .map(text ->
                        insert(KeySpec.of("acme", Scope.resource(text), "k").slot("default")))
                .toList();

        for (ApiKey key : keys) {
            assertStored(key);
            assertThat(inSlotOf(key)).contains(key);
        }
    }

    @Test
    void ks8_slotsAreKeptAndToldApart() {
        Map<String, ApiKey> keys = new LinkedHashMap<>();
        Samples.texts(100).forEach(text -> keys.put(text, insert(Keys.spec().slot(text))));

        keys.forEach((text, key) -> {
            assertStored(key);
            assertThat(inSlotOf(key)).contains(key);
            assertThat(ids(KeyQuery.of(key.tenant(), 10).slot(text))).containsExactly(key.id());
        });
    }

    @Test
    void ks8_issuersAreKeptInTheirOrderByEveryChange() {
        List<UUID> issuers = new ArrayList<>();
        for (int i = 0; i <= Provenance.MAX_ISSUERS; i++) {
            Changed issued =
                    NewKey.issue(Keys.id(), issuers, Keys.spec(), Keys.secret(), AuditAction.ISSUED, Keys.ACTOR, T0);
            ApiKey key = insert(issued);
            assertStored(key);
            assertStored(rotate(key));
            issuers.add(0, key.id());
        }
    }

    @Test
    void ks8_scopesAreKept() {
        assertStored(insert(KeySpec.of("acme", Scope.tenant(), "k")));
        assertStored(insert(KeySpec.of("acme", Scope.resource("n1"), "k")));
    }

    @Test
    void ks8_permissionsAreKept() {
        for (Permissions permissions : Samples.permissions()) {
            assertStored(insert(Keys.spec().permissions(permissions)));
        }
    }

    @Test
    void ks8_limitsAreKeptInTheirOrder() {
        for (Limits limits : Samples.limits()) {
            assertStored(insert(Keys.spec().limits(limits)));
        }
    }

    @Test
    void ks8_secretsAreKeptWithEveryOptionalPart() {
        for (Secret secret : Samples.secrets()) {
            ApiKey key = insert(Keys.spec(), secret);

            assertStored(key);
            Parts.assertSame(elsewhere.findByHandle(secret.handle()).value(), key);
        }
    }

    @Test
    void ks8_labelsAreKeptByEveryChange() {
        List<String> names = Samples.texts(100);
        List<String> owners = Samples.texts(255);
        List<String> tags =
                Samples.texts(64).stream().filter(tag -> !tag.contains(",")).toList();
        List<String> descriptions = Samples.texts(500);
        for (int i = 0; i < names.size(); i++) {
            Labels labels = Labels.of(names.get(i))
                    .owner(owners.get(i))
                    .tags(tags.subList(Math.max(0, i - Labels.MAX_TAGS), Math.min(i, tags.size())))
                    .description(descriptions.get(i));
            ApiKey key = insert(Keys.spec().labels(labels));
            assertStored(key);
            Parts.assertSame(Optional.of(listed(key).key()), key);
            ApiKey rotated = rotate(key);
            assertStored(rotated);
            ApiKey bare = replace(later(rotated).change(rotated.spec().labels(Labels.of("bare"))));
            assertStored(bare);
            assertStored(replace(later(bare).change(key.spec())));
        }
    }
}
