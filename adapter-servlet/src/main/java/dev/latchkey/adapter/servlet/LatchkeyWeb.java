package dev.latchkey.adapter.servlet;

import dev.latchkey.Latchkey;
import dev.latchkey.ResourceDirectory;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How Latchkey shows itself over HTTP: who may call what, where credentials are sent, how errors look, where the endpoints are.
 * Each is a choice of its own. Made by {@link #builder}, put into a container by {@link #install} or a {@code web.xml}. Immutable
 * and safe for use by several threads.
 */
public final class LatchkeyWeb {
    /**
     * The attribute of the servlet context in which {@link LatchkeyFilter} and {@link ApiKeysServlet} of a {@code web.xml} find
     * their configuration.
     */
    public static final String ATTRIBUTE = LatchkeyWeb.class.getName();

    private final @Nullable ResourceDirectory directory;
    private final Failures failures;
    private final Responses responses;
    private final Identification identification;
    private final List<String> mounts;
    private final List<Endpoint> endpoints;
    private final Routes routes;
    private final @Nullable String openApi;

    private LatchkeyWeb(Builder builder) {
        this.directory = builder.resources;
        Nouns nouns = new Nouns(builder.tenantNoun, builder.resourceNoun);
        this.failures = new Failures(nouns, builder.credential, builder.realm);
        this.responses = new Responses(builder.errorStyle.shape(nouns, builder.latchkey.clock()));
        this.identification =
                new Identification(builder.latchkey, builder.credential, builder.trustedHandle, builder.principals);
        this.mounts = builder.mounts.stream().map(Mount::base).toList();
        this.endpoints = builder.mounts.stream()
                .flatMap(mount -> mount.dialect().apply(this).stream())
                .toList();
        this.openApi = builder.openApi;
        Stream<Rule> document = Stream.ofNullable(openApi).map(path -> Rule.of("GET", path, null));
        this.routes = builder.routes.after(
                Stream.concat(document, endpoints.stream().map(Endpoint::rule)).toList());
    }

    /**
     * Begins to configure.
     *
     * @param latchkey the keys; it stays the host's to close
     * @return a new builder
     */
    public static Builder builder(Latchkey latchkey) {
        return new Builder(latchkey);
    }

    /**
     * Puts the filter in front of everything in a web application, and the endpoints where they are mounted. To be called while
     * the application starts, in a {@code ServletContextListener} for example. The filter comes before all that a {@code web.xml}
     * declares; filters that must come earlier still, such as one for CORS, are added by the host before this call, also with
     * {@code isMatchAfter} false.
     *
     * @param context the web application
     * @throws IllegalStateException when it has started already, or the names or paths are taken
     */
    public void install(ServletContext context) {
        new Installation(this, mounts, openApi, Installation.EVERYTHING).into(context);
        context.setAttribute(ATTRIBUTE, this);
    }

    /**
     * The same for a part of a web application, so that several configurations can guard a part each: {@code a.install(context,
     * "/v1/*")} and {@code b.install(context, "/b/*")}. What lies outside of every part is not guarded.
     *
     * @param context the web application
     * @param part a literal path followed by {@code /*}, under which all of the endpoints are mounted
     * @throws InvalidValueException when it is malformed, or an endpoint lies outside
     * @throws IllegalStateException when it has started already, or the names or paths are taken
     */
    public void install(ServletContext context, String part) {
        new Installation(this, mounts, openApi, part).into(context);
    }

    /**
     * Answers as the filter would. For hosts that decide some things themselves behind it and want one style of errors: 401 or 403, with the
     * headers that belong to it. The response must not be committed yet.
     *
     * @param request what is refused
     * @param response the answer
     * @param refusal why, for example {@link Refusal#PERMISSION}
     * @throws IOException when the client is gone
     */
    public void refuse(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException {
        responses.fail(request, response, failures.of(refusal));
    }

    Routes routes() {
        return routes;
    }

    Identification identification() {
        return identification;
    }

    Failures failures() {
        return failures;
    }

    Responses responses() {
        return responses;
    }

    ResourceDirectory directory() {
        if (directory == null) {
            throw new IllegalStateException("nothing that needs a directory can be built without one");
        }
        return directory;
    }

    OpenApi openApi() {
        return new OpenApi(failures, responses.shape(), endpoints);
    }

    @Nullable Endpoint endpoint(@Nullable Rule rule) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.rule().equals(rule))
                .findFirst()
                .orElse(null);
    }

    /**
     * A dialect and its place.
     *
     * @param base the path
     * @param dialect makes its endpoints, once the other choices are known
     */
    private record Mount(String base, Function<LatchkeyWeb, List<Endpoint>> dialect) {}

    /** Configures a {@link LatchkeyWeb}. Not safe for use by several threads. */
    public static final class Builder {
        private static final Pattern REALM = Pattern.compile("[ !#-\\[\\]-~]{1,100}");

        private final Latchkey latchkey;
        private final List<Mount> mounts = new ArrayList<>();
        private @Nullable ResourceDirectory resources;
        private String tenantNoun = "tenant";
        private String resourceNoun = "resource";
        private ErrorStyle errorStyle = ErrorStyle.PROBLEM;
        private JsonCase jsonCase = JsonCase.CAMEL;
        private Credential credential = Credential.header("x-api-key");
        private String realm = "api";
        private @Nullable TrustedHandle trustedHandle;
        private @Nullable PrincipalResolver principals;
        private Routes routes = Routes.NONE;
        private Requirement manage = Requirement.TENANT;
        private @Nullable String openApi;

        private Builder(Latchkey latchkey) {
            this.latchkey = latchkey;
        }

        /**
         * What resources tenants have. Needed for the endpoints and for rules that name a resource.
         *
         * @param value the host's directory
         * @return this
         */
        public Builder resources(ResourceDirectory value) {
            this.resources = value;
            return this;
        }

        /**
         * What the host calls a resource. {@code resource} unless told; {@code number} makes {@code numberId}, {@code
         * NUMBER_NOT_FOUND} and {@code NUMBER_SCOPE_NOT_ALLOWED}.
         *
         * @param value small letters and digits, several words with single spaces
         * @return this
         */
        public Builder resourceNoun(String value) {
            this.resourceNoun = value;
            return this;
        }

        /**
         * What the host calls a tenant. {@code tenant} unless told.
         *
         * @param value small letters and digits, several words with single spaces
         * @return this
         */
        public Builder tenantNoun(String value) {
            this.tenantNoun = value;
            return this;
        }

        /**
         * How errors look. {@link ErrorStyle#PROBLEM} unless told.
         *
         * @param value the style
         * @return this
         */
        public Builder errorStyle(ErrorStyle value) {
            this.errorStyle = value;
            return this;
        }

        /**
         * How the endpoints write names of members. {@link JsonCase#CAMEL} unless told.
         *
         * @param value the case
         * @return this
         */
        public Builder jsonCase(JsonCase value) {
            this.jsonCase = value;
            return this;
        }

        /**
         * Where clients send their raw key. The header {@code x-api-key} unless told.
         *
         * @param value the place
         * @return this
         */
        public Builder credential(Credential value) {
            this.credential = value;
            return this;
        }

        /**
         * What {@code WWW-Authenticate} names as protected. {@code api} unless told.
         *
         * @param value 1 to 100 printable ASCII characters without quotes and backslashes
         * @return this
         */
        public Builder realm(String value) {
            this.realm = value;
            return this;
        }

        /**
         * Lets trusted peers name a key by its id ({@code k_} and the handle) instead of sending it. Off unless told. From
         * anybody else the header is as if absent; beside a raw key it must name the same key.
         *
         * @param header for example {@code x-api-key-id}
         * @param peers who is trusted: they can act as any key
         * @return this
         * @throws InvalidValueException when it cannot be a header's name
         */
        public Builder trustedHandleHeader(String header, TrustedPeers peers) {
            this.trustedHandle = new TrustedHandle(HeaderText.name(header), peers);
            return this;
        }

        /**
         * Knows principals that are no API keys. Nobody unless told.
         *
         * @param value the host's resolver
         * @return this
         */
        public Builder principals(PrincipalResolver value) {
            this.principals = value;
            return this;
        }

        /**
         * Who may call what. Nothing is allowed unless told, but for the endpoints, whose rules come first and by themselves.
         *
         * @param value the rules
         * @return this
         */
        public Builder routes(Routes value) {
            this.routes = value;
            return this;
        }

        /**
         * The permission that the endpoints need beside the whole tenant. None unless told: every key of the whole tenant then lists,
         * issues and revokes. A key that regenerates itself does not need it.
         *
         * @param permission for example {@code api-keys:manage}
         * @return this
         * @throws InvalidValueException when it is malformed
         */
        public Builder managementPermission(String permission) {
            this.manage = Requirement.TENANT.with(permission);
            return this;
        }

        /**
         * Mounts the endpoints of default keys: {@code GET base} lists each resource with its key, {@code POST base} regenerates
         * one, {@code POST base/regenerate} the caller's own. The body names the resource as the noun and {@code Id}, for example
         * {@code numberId}.
         *
         * @param base for example {@code /v1/api-keys}
         * @return this
         * @throws InvalidValueException when it is no literal path
         */
        public Builder defaultKeys(String base) {
            return mountDefaultKeys(base, null);
        }

        /**
         * The same with another name in the body.
         *
         * @param base for example {@code /v1/api-keys}
         * @param bodyField for example {@code whatsappNumberId}
         * @return this
         * @throws InvalidValueException when the base is no literal path
         */
        public Builder defaultKeys(String base, String bodyField) {
            return mountDefaultKeys(base, bodyField);
        }

        /**
         * Mounts the endpoints of issued keys: {@code GET base} lists the tenant's keys, {@code POST base} issues one, {@code DELETE
         * base/{id}} revokes one, named by its id or its display prefix.
         *
         * @param base for example {@code /v1/api-keys}
         * @return this
         * @throws InvalidValueException when it is no literal path
         */
        public Builder issuedKeys(String base) {
            return mount(
                    base,
                    web -> new IssuedKeys(
                                    latchkey,
                                    web.directory(),
                                    web.failures(),
                                    new IssuedKeysForm(web.failures().nouns(), jsonCase),
                                    base,
                                    manage)
                            .endpoints());
        }

        /**
         * Serves the OpenAPI 3.1 document of the endpoints, in the host's words, to everybody. Not served unless told. It names no key, no
         * header of trusted peers and none of the host's own routes.
         *
         * @param path for example {@code /v1/openapi.json}
         * @return this
         * @throws InvalidValueException when it is no literal path
         */
        public Builder openApi(String path) {
            if (path.endsWith("/") || !PathPattern.of(path).isLiteral()) {
                throw new InvalidValueException("openApi", "must be a literal path");
            }
            this.openApi = path;
            return this;
        }

        /**
         * Checks the choices.
         *
         * @return the configuration
         * @throws InvalidValueException when one is missing or malformed
         */
        public LatchkeyWeb build() {
            if (resources == null && (!mounts.isEmpty() || routes.nameResources())) {
                throw new InvalidValueException("resources", "must be configured");
            }
            if (!REALM.matcher(realm).matches()) {
                throw new InvalidValueException("realm", "must be printable ASCII without quotes and backslashes");
            }
            if (openApi != null
                    && (mounts.isEmpty()
                            || mounts.stream().anyMatch(mount -> (openApi + "/").startsWith(mount.base() + "/")))) {
                throw new InvalidValueException("openApi", "must describe endpoints, and lie outside of them");
            }
            return new LatchkeyWeb(this);
        }

        private Builder mountDefaultKeys(String base, @Nullable String bodyField) {
            return mount(base, web -> {
                String field = bodyField == null ? jsonCase.name(resourceNoun + " id") : bodyField;
                DefaultKeysForm form = new DefaultKeysForm(web.failures().nouns(), jsonCase, field);
                return new DefaultKeys(latchkey, web.directory(), web.failures(), form, base, manage).endpoints();
            });
        }

        private Builder mount(String base, Function<LatchkeyWeb, List<Endpoint>> dialect) {
            if (base.equals("/") || !PathPattern.of(base).isLiteral()) {
                throw new InvalidValueException("base", "must be a literal path");
            }
            if (mounts.stream().anyMatch(mount -> mount.base().equals(base))) {
                throw new InvalidValueException("base", "must not be that of another dialect");
            }
            mounts.add(new Mount(base, dialect));
            return this;
        }
    }
}
