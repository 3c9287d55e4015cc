package dev.latchkey.examples.quickstart;

import dev.latchkey.Latchkey;
import dev.latchkey.console.Console;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.ManagedKeys;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API below {@code /latchkey}: the keys of both APIs, for the operator, and the console. */
final class ManagementApi {
    private ManagementApi() {}

    static LatchkeyWeb web(Latchkey latchkey, Numbers numbers, Instances instances, OperatorSessions operators) {
        return LatchkeyWeb.builder(latchkey)
                .resources(new BothDirectories(numbers, instances))
                .openApi(ManagedKeys.BASE + "/openapi.json")
                .managedKeys(ManagedKeys.at(ManagedKeys.BASE)
                        .operators(operators)
                        .operatorHeader(OperatorToken.HEADER)
                        .tenants(Set.of(Numbers.TENANT, Instances.CUSTOMER)::contains)
                        .console(Console.assets().signIn(SignInServlet.PATH).example("/v1/numbers")))
                .build();
    }

    /** The resources of the tenant and of the customer. */
    private record BothDirectories(Numbers numbers, Instances instances) implements ResourceDirectory {
        @Override
        public List<Resource> list(String tenant) {
            return of(tenant).list(tenant);
        }

        @Override
        public Optional<Resource> find(String tenant, String id) {
            return of(tenant).find(tenant, id);
        }

        private ResourceDirectory of(String tenant) {
            return tenant.equals(Instances.CUSTOMER) ? instances : numbers;
        }
    }
}
