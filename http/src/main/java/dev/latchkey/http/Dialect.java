package dev.latchkey.http;

import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.keys.DefaultKeysEndpoints;
import dev.latchkey.http.internal.endpoint.keys.DefaultKeysJson;
import dev.latchkey.http.internal.endpoint.keys.IssuedKeysEndpoints;
import dev.latchkey.http.internal.endpoint.keys.IssuedKeysJson;
import dev.latchkey.http.internal.endpoint.keys.OwnKeyEndpoint;
import dev.latchkey.http.internal.endpoint.keys.OwnKeyJson;
import dev.latchkey.http.internal.endpoint.managed.ConsoleEndpoints;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeysEndpoints;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeysHost;
import dev.latchkey.http.internal.endpoint.managed.ManagedNames;
import dev.latchkey.http.internal.openapi.Operation.Callers;
import dev.latchkey.http.spi.ConsolePages;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A dialect and its place. */
sealed interface Dialect {
    /** Returns the path below which the endpoints are. */
    String base();

    List<Endpoint> endpoints(DialectContext context);

    /** Tells whether the path of the document may be that of an endpoint. */
    default boolean collides(String document) {
        return (document + "/").startsWith(base() + "/");
    }

    static Dialect managedKeys(ManagedKeys choices) {
        return new Managed(choices);
    }

    static Dialect defaultKeys(String base, @Nullable String bodyField) {
        return new Default(base, bodyField);
    }

    static Dialect issuedKeys(String base) {
        return new Issued(base);
    }

    static Dialect ownKey(String path) {
        return new Own(path);
    }

    /**
     * The dialect of default keys.
     *
     * @param base the path
     * @param bodyField the member that names a resource; null for the resource's noun and {@code Id}
     */
    record Default(String base, @Nullable String bodyField) implements Dialect {
        @Override
        public List<Endpoint> endpoints(DialectContext context) {
            JsonCase members = context.members();
            String noun = context.errors().nouns().resource();
            String field = bodyField == null ? members.join(noun + " id") : bodyField;
            DefaultKeysJson json = new DefaultKeysJson(context.errors().nouns(), members::join, field);
            return new DefaultKeysEndpoints(
                            context.latchkey(),
                            context.directory("defaultKeys"),
                            context.errors(),
                            context.client(),
                            json,
                            base,
                            context.manage(),
                            context.defaults())
                    .endpoints();
        }
    }

    /**
     * The dialect of issued keys.
     *
     * @param base the path
     */
    record Issued(String base) implements Dialect {
        @Override
        public List<Endpoint> endpoints(DialectContext context) {
            IssuedKeysJson json =
                    new IssuedKeysJson(context.errors().nouns(), context.members()::join, context.defaults());
            return new IssuedKeysEndpoints(
                            context.latchkey(),
                            context.directory("issuedKeys"),
                            context.errors(),
                            context.client(),
                            json,
                            base,
                            context.manage())
                    .endpoints();
        }
    }

    /**
     * The endpoint at which a key reads itself.
     *
     * @param base the path
     */
    record Own(String base) implements Dialect {
        @Override
        public List<Endpoint> endpoints(DialectContext context) {
            OwnKeyJson json = new OwnKeyJson(context.errors().nouns(), context.members()::join);
            return List.of(new OwnKeyEndpoint(context.latchkey().clock(), context.errors(), json, base).endpoint());
        }
    }

    /** The management of keys. */
    record Managed(ManagedKeys choices) implements Dialect {
        @Override
        public String base() {
            return choices.base();
        }

        @Override
        public boolean collides(String document) {
            return document.equals(base())
                    || (document + "/").startsWith(base() + "/keys/")
                    || (document + "/").startsWith(base() + ConsoleEndpoints.PATH + "/");
        }

        @Override
        public List<Endpoint> endpoints(DialectContext context) {
            ManagedKeysHost host = new ManagedKeysHost(
                    context.latchkey(),
                    context.resources(),
                    choices.tenants(),
                    context.errors(),
                    context.client(),
                    context.defaults());
            ManagedNames names = new ManagedNames(context.errors().nouns(), context.members()::join);
            List<Endpoint> managed = new ManagedKeysEndpoints(
                            host, names, base(), new Callers(choices.header(), choices.takesApiKeys()))
                    .endpoints();
            ConsolePages console = choices.console();
            if (console == null) {
                return managed;
            }
            ConsoleEndpoints pages =
                    new ConsoleEndpoints(names, context.credential().places().get(0), base());
            return Stream.concat(managed.stream(), pages.endpoints(console, managed).stream())
                    .toList();
        }
    }
}
