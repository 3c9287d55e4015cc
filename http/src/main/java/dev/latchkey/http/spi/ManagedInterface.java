package dev.latchkey.http.spi;

import java.util.List;
import java.util.Map;

/**
 * What a client of the managed keys has to know of the host's choices.
 *
 * @param resource the name of the member that holds the resource of a key
 * @param snakeCase whether the words of names are joined by underscores, and not by capitals
 * @param credential the header that carries a raw key, up to the raw key itself, such as {@code x-api-key: }
 * @param operations what is offered, by method and path below the base, such as {@code GET keys/{id}}
 */
public record ManagedInterface(
        String resource, boolean snakeCase, String credential, Map<String, Operation> operations) {
    /** Copies the operations. */
    public ManagedInterface {
        operations = Map.copyOf(operations);
    }

    /**
     * What an operation takes.
     *
     * @param parameters the names of the parameters of its query
     * @param members the names of the members of its body
     */
    public record Operation(List<String> parameters, List<String> members) {
        /** Copies the names. */
        public Operation {
            parameters = List.copyOf(parameters);
            members = List.copyOf(members);
        }
    }
}
