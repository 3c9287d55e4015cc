package dev.latchkey.http.spi;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, read before any of its body: a thin view of what the web stack itself holds. A binding
 * implements it once. An instance belongs to one request and is used by one thread at a time.
 */
public interface RequestHead {
    /**
     * Returns the method.
     *
     * @return the method as it was sent, in its own case
     */
    String method();

    /**
     * Returns the path of the request target, with the mount path and without the query. It is the path that the client
     * sent, unless code of the host that runs in front of the binding, such as a filter, has rewritten it.
     *
     * @return the path, not decoded and not normalized
     */
    String rawPath();

    /**
     * Returns the path by which the stack itself chooses what serves the request: decoded its way, behind the mount
     * path. Route rules decide on it. A request is refused when the library reads another path from {@link #rawPath}.
     *
     * @return the path, beginning with a slash
     */
    String dispatchPath();

    /**
     * Returns the path under which the stack serves the application.
     *
     * @return the path as the stack names it, not decoded; empty for the root
     */
    String mountPath();

    /**
     * Returns the query, which code of the host in front of the binding may have rewritten too.
     *
     * @return the query without the question mark, not decoded; null for none
     */
    @Nullable String rawQuery();

    /**
     * Returns the field lines of a header. Two lines stay two values: a credential that was sent twice must be
     * recognized as such.
     *
     * @param name the name, in any case
     * @return the values of all lines with this name, in their order and never joined; empty when there are none
     */
    List<String> header(String name);

    /**
     * Returns the field lines of a header as the stack received them, whatever a filter of the host hides or replaces.
     * Where a request comes from is read here.
     *
     * @param name the name, in any case
     * @return the values of all lines with this name, in their order and never joined; empty when there are none
     */
    List<String> receivedHeader(String name);

    /**
     * Returns the connection on which the stack itself received the request, whatever a forwarding header says.
     *
     * @return the connection
     */
    Connection connection();

    /**
     * Returns what the stack knows of the request in a type of its own: its request, or a principal that it has
     * authenticated.
     *
     * @param type the type that is wanted
     * @param <T> the type that is wanted
     * @return the object; empty when the stack has none of this type
     */
    <T> Optional<T> unwrap(Class<T> type);
}
