package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.request.CredentialPlace;
import dev.latchkey.http.spi.ConsolePages;
import dev.latchkey.http.spi.ManagedInterface;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Serves the pages of a console to everyone.
 *
 * @param names the names of the members
 * @param credential the place of raw keys that clients are told first
 * @param base the path of the managed keys
 */
public record ConsoleEndpoints(ManagedNames names, CredentialPlace credential, String base) {
    /** The path of the console below the managed keys. */
    public static final String PATH = "/console";

    /** Returns the endpoints of pages that call other endpoints. */
    public List<Endpoint> endpoints(ConsolePages pages, List<Endpoint> managed) {
        return pages.pages(described(managed)).entrySet().stream()
                .map(page -> {
                    String path = page.getKey().isEmpty() ? PATH : PATH + "/" + page.getKey();
                    EndpointResult result = EndpointResult.whole(page.getValue());
                    return new Endpoint("GET", base + path, null, 0, (call, body) -> result, null);
                })
                .toList();
    }

    private ManagedInterface described(List<Endpoint> managed) {
        Map<String, ManagedInterface.Operation> operations = managed.stream()
                .filter(endpoint -> endpoint.operation() != null)
                .collect(Collectors.toMap(
                        endpoint -> endpoint.method() + " " + endpoint.path().substring(base.length() + 1),
                        endpoint -> taken(endpoint.operation())));
        String scheme = credential.bearer() ? "Bearer " : "";
        boolean snake = names.of("two words").equals("two_words");
        return new ManagedInterface(names.resource(), snake, credential.header() + ": " + scheme, operations);
    }

    private static ManagedInterface.Operation taken(Operation operation) {
        List<String> parameters = operation.parameters().stream()
                .filter(parameter -> parameter.in().equals("query"))
                .map(Operation.Parameter::name)
                .toList();
        List<String> members =
                operation.body() == null ? List.of() : operation.body().memberNames();
        return new ManagedInterface.Operation(parameters, members);
    }
}
