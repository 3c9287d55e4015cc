package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.ADA;
import static dev.latchkey.http.ManagedHost.SETUP;
import static dev.latchkey.http.ManagedHost.START;
import static dev.latchkey.http.ManagedHost.request;
import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.spi.InMemoryResourceDirectory;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.http.spi.Response;
import dev.latchkey.http.spi.SearchableDirectory;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The resources of a tenant with their default keys, and the usage that lists add. */
class ManagedResourcesTest {
    private static final Pattern CURSOR = Pattern.compile("\"nextCursor\":\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile("\"resource\":\"([^\"]*)\",\"displayName\"");

    private static ManagedHost host(ResourceDirectory directory) {
        return new ManagedHost(web -> web.resources(directory));
    }

    private static ResourceDirectory branches(int count) {
        Resource[] all = IntStream.range(0, count)
                .mapToObj(i -> new Resource("b" + i, "+55" + i, "Branch " + i))
                .toArray(Resource[]::new);
        return InMemoryResourceDirectory.empty().with("acme", all);
    }

    private static ApiKey slot(ManagedHost host, Scope scope) {
        KeySpec spec = KeySpec.of("acme", scope, "default").slot("default");
        return host.latchkey.keys().regenerate(spec, SETUP).orElseThrow().key();
    }

    private static String get(ManagedHost host, String query) {
        Response response = host.send("GET", "/resources?tenant=acme" + query, null);
        return response.status() + text(response);
    }

    private static String next(String page) {
        Matcher cursor = CURSOR.matcher(page);
        return cursor.find() ? cursor.group(1) : null;
    }

    private static List<String> ids(String page) {
        return ID.matcher(page).results().map(id -> id.group(1)).toList();
    }

    @Test
    void eachResourceComesWithItsDefaultKeyAndTheTenantWithItsOwn() {
        try (ManagedHost host = host(branches(3))) {
            ApiKey own = slot(host, Scope.tenant());
            ApiKey one = slot(host, Scope.resource("b1"));
            ApiKey revoked = slot(host, Scope.resource("b2"));
            host.latchkey.keys().revoke("acme", revoked.id(), "left", SETUP).orElseThrow();
            host.latchkey
                    .keys()
                    .issue(KeySpec.of("acme", Scope.resource("b0"), "no default"), SETUP)
                    .orElseThrow();
            host.store.recordUse(UseBatch.of(new KeyUse(one.id(), START, 1)));

            String page = get(host, "");

            assertThat(page)
                    .startsWith("200{\"data\":[{\"resource\":\"b0\",\"displayName\":\"Branch 0\",\"key\":null},"
                            + "{\"resource\":\"b1\",\"displayName\":\"Branch 1\",\"key\":{\"id\":\"" + one.id() + "\"")
                    .contains("\"lastUsedAt\":\"2026-06-28T15:00:00.000Z\"")
                    .contains("{\"resource\":\"b2\",\"displayName\":\"Branch 2\",\"key\":null}]")
                    .contains("\"own\":{\"id\":\"" + own.id() + "\"")
                    .endsWith("\"nextCursor\":null}");
        }
    }

    @Test
    void pagesGoOnAndATextIsWhatAWordBeginsWith() {
        try (ManagedHost host = host(branches(25))) {
            List<String> found = new ArrayList<>();
            String cursor = "";
            while (cursor != null) {
                String page = get(host, "&limit=7&cursor=" + cursor);
                found.addAll(ids(page));
                cursor = next(page);
            }
            assertThat(found).hasSize(25).doesNotHaveDuplicates();
            assertThat(ids(get(host, "&q=branch%202"))).containsExactly("b2", "b20", "b21", "b22", "b23", "b24");
            assertThat(ids(get(host, "&q=%2B5524"))).containsExactly("b24");
            assertThat(ids(get(host, "&q=ranch"))).isEmpty();
        }
    }

    @Test
    void aCursorIsOneOfItsListAlone() {
        List<Resource> gone = new ArrayList<>(List.of(new Resource("a", "1", "A"), new Resource("b", "2", "B")));
        try (ManagedHost host = host(new Listed(gone))) {
            String cursor = next(get(host, "&limit=1"));
            assertThat(ids(get(host, "&limit=1&cursor=" + cursor))).containsExactly("b");
            assertThat(get(host, "&q=b&cursor=" + cursor)).startsWith("400").contains("CURSOR_INVALID");
            assertThat(get(host, "&cursor=x")).startsWith("400").contains("CURSOR_INVALID");
            assertThat(text(host.send("GET", "/resources?tenant=globex&cursor=" + cursor, null)))
                    .contains("CURSOR_INVALID");
            gone.remove(0);
            assertThat(get(host, "&cursor=" + cursor)).startsWith("400").contains("CURSOR_INVALID");
        }
    }

    @Test
    void whatIsWrongIsRefused() {
        try (ManagedHost host = host(branches(1))) {
            assertThat(get(host, "&q=" + "x-".repeat(51))).startsWith("400").contains("VALIDATION_ERROR");
            assertThat(get(host, "&q=ps_" + "x".repeat(57))).startsWith("400").contains("RAW_KEY_IN_QUERY");
            assertThat(get(host, "&limit=101")).startsWith("400");
            assertThat(get(host, "&owner=a")).startsWith("400");
            host.operators.put("eve", ADA.may(ManagementPermission.AUDIT));
            host.operators.put("bob", ADA.tenants("globex"));
            FakeRequest asked = request("GET", "/resources?tenant=acme").header("x-operator", "eve");
            assertThat(host.send(asked, null).status()).isEqualTo(403);
            FakeRequest other = request("GET", "/resources?tenant=acme").header("x-operator", "bob");
            assertThat(host.send(other, null).status()).isEqualTo(404);
        }
    }

    @Test
    void aDirectoryThatCanSearchIsNeverAskedForItsList() {
        try (ManagedHost host = host(new Searching())) {
            String page = get(host, "&q=b1&limit=2");
            assertThat(ids(page)).containsExactly("b1", "b10");
            String second = get(host, "&q=b1&limit=2&cursor=" + next(page));
            assertThat(ids(second)).containsExactly("b11", "b12");
        }
    }

    @Test
    void aListAddsTheDaysOfUseOnlyWhereTheyAreAskedFor() {
        try (ManagedHost host = new ManagedHost()) {
            ApiKey key = host.issue();
            host.store.recordUse(UseBatch.of(new KeyUse(key.id(), START, 3)));
            String day = "{\"date\":\"2026-06-28\",\"accepted\":3,\"limited\":0,\"refused\":0}";

            assertThat(text(host.send("GET", "/keys?tenant=acme&usage=2", null)))
                    .contains("\"usage\":[{\"date\":\"2026-06-27\",\"accepted\":0,\"limited\":0,\"refused\":0}," + day
                            + "]}");
            assertThat(text(host.send("POST", "/keys/search", "{\"tenant\":\"acme\",\"usage\":1}")))
                    .contains("\"usage\":[" + day + "]}");
            assertThat(text(host.send("GET", "/keys?tenant=acme", null))).doesNotContain("\"usage\"");
            for (String wrong : List.of("0", "31", "030", "x")) {
                assertThat(host.send("GET", "/keys?tenant=acme&usage=" + wrong, null)
                                .status())
                        .as(wrong)
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void theSummaryCountsKeysThatHoldEveryPermission() {
        try (ManagedHost host = new ManagedHost()) {
            host.issue();
            host.issue(KeySpec.of("acme", Scope.tenant(), "none"));

            assertThat(text(host.send("GET", "/summary?tenant=acme", null)))
                    .contains("\"everyPermission\":{\"count\":1,\"more\":false,\"query\":\"permission=*\"}");
            assertThat(text(host.send("GET", "/keys?tenant=acme&permission=*", null)))
                    .contains("\"name\":\"ci\"")
                    .doesNotContain("\"name\":\"none\"");
        }
    }

    /** A directory whose list is given. */
    private record Listed(List<Resource> all) implements ResourceDirectory {
        @Override
        public List<Resource> list(String tenant) {
            return tenant.equals("acme") ? List.copyOf(all) : List.of();
        }

        @Override
        public Optional<Resource> find(String tenant, String id) {
            return list(tenant).stream().filter(one -> one.id().equals(id)).findFirst();
        }
    }

    /** A directory of 20,000 resources that nobody lists. */
    private static final class Searching implements ResourceDirectory, SearchableDirectory {
        @Override
        public List<Resource> list(String tenant) {
            throw new AssertionError("the list of all is not needed");
        }

        @Override
        public Optional<Resource> find(String tenant, String id) {
            return search(tenant, id, null, 20_000).stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst();
        }

        @Override
        public List<Resource> search(String tenant, String text, Resource after, int limit) {
            return IntStream.range(0, 20_000)
                    .mapToObj(i -> new Resource("b" + i, "", ""))
                    .filter(one -> one.id().startsWith(text))
                    .filter(one -> after == null || number(one) > number(after))
                    .limit(limit)
                    .toList();
        }

        private static int number(Resource resource) {
            return Integer.parseInt(resource.id().substring(1));
        }
    }
}
