package dev.latchkey.http;

import dev.latchkey.Latchkey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ErrorFormat;
import dev.latchkey.http.internal.error.Nouns;
import dev.latchkey.http.internal.openapi.OpenApi;
import dev.latchkey.http.internal.request.HeaderValues;
import dev.latchkey.http.internal.request.RequestAuthenticator;
import dev.latchkey.http.internal.request.TrustedHandleHeader;
import dev.latchkey.http.spi.PrincipalResolver;
import dev.latchkey.http.spi.ResourceDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link LatchkeyWeb}. Its choices are independent of one another. Not safe for use by several threads.
 */
public final class LatchkeyWebBuilder {
    private final Latchkey latchkey;
    private final MountedDialects dialects = new MountedDialects();
    private @Nullable ResourceDirectory resources;
    private String tenantNoun = "tenant";
    private String resourceNoun = "resource";
    private ErrorStyle errorStyle = ErrorStyle.PROBLEM;
    private JsonCase jsonCase = JsonCase.CAMEL;
    private Credential credential = Credential.header("x-api-key");
    private String realm = "api";
    private AddressPolicy addresses = AddressPolicy.direct();
    private @Nullable String handleHeader;
    private TrustedPeers peers = (request, client) -> false;
    private @Nullable PrincipalResolver principals;
    private Routes routes = Routes.NONE;
    private Requirement manage = Requirement.TENANT;
    private Permissions defaultPermissions = Permissions.NONE;
    private final Map<String, String> roles = new HashMap<>();

    LatchkeyWebBuilder(Latchkey latchkey) {
        this.latchkey = latchkey;
    }

    /**
     * Sets the directory of the resources that tenants have. Required for the endpoints and for rules that name a
     * resource.
     *
     * @param value the host's directory
     * @return this
     */
    public LatchkeyWebBuilder resources(ResourceDirectory value) {
        this.resources = value;
        return this;
    }

    /**
     * Sets the noun that the host has for a resource. Defaults to {@code resource}. With {@code number} the wire has
     * {@code numberId}, {@code NUMBER_NOT_FOUND} and {@code NUMBER_SCOPE_NOT_ALLOWED}.
     *
     * @param value small letters and digits, several words with single spaces
     * @return this
     */
    public LatchkeyWebBuilder resourceNoun(String value) {
        this.resourceNoun = value;
        return this;
    }

    /**
     * Sets the noun that the host has for a tenant. Defaults to {@code tenant}.
     *
     * @param value small letters and digits, several words with single spaces
     * @return this
     */
    public LatchkeyWebBuilder tenantNoun(String value) {
        this.tenantNoun = value;
        return this;
    }

    /**
     * Sets the style of errors. Defaults to {@link ErrorStyle#PROBLEM}.
     *
     * @param value the style
     * @return this
     */
    public LatchkeyWebBuilder errorStyle(ErrorStyle value) {
        this.errorStyle = value;
        return this;
    }

    /**
     * Sets how the endpoints write the names of members. Defaults to {@link JsonCase#CAMEL}.
     *
     * @param value the case
     * @return this
     */
    public LatchkeyWebBuilder jsonCase(JsonCase value) {
        this.jsonCase = value;
        return this;
    }

    /**
     * Sets the place in which clients send their raw key, or several. Defaults to the header {@code x-api-key}.
     *
     * @param value the place, for example {@code Credential.anyOf(Credential.bearer(), Credential.header("x-api-key"))}
     * @return this
     */
    public LatchkeyWebBuilder credential(Credential value) {
        this.credential = value;
        return this;
    }

    /**
     * Sets the realm that {@code WWW-Authenticate} names. Defaults to {@code api}.
     *
     * @param value 1 to 100 printable ASCII characters without quotes and backslashes
     * @return this
     */
    public LatchkeyWebBuilder realm(String value) {
        this.realm = value;
        return this;
    }

    /**
     * Lets trusted peers name a key by the id of its secret ({@code k_} and the handle) instead of sending it. Off by
     * default. From every other peer the header is as if absent. Beside a raw key it must name the same key.
     *
     * @param header for example {@code x-api-key-id}
     * @param peers the peers that are trusted: they can act as any key
     * @return this
     * @throws InvalidValueException when it cannot be a header's name
     */
    public LatchkeyWebBuilder trustedHandleHeader(String header, TrustedPeers peers) {
        this.handleHeader = HeaderValues.name(header);
        this.peers = peers;
        return this;
    }

    /**
     * Sets the policy by which the address of a client is found. Defaults to {@link AddressPolicy#direct}.
     *
     * @param value the policy
     * @return this
     */
    public LatchkeyWebBuilder addresses(AddressPolicy value) {
        this.addresses = value;
        return this;
    }

    /**
     * Sets what finds principals that are not API keys. None by default.
     *
     * @param value the host's resolver
     * @return this
     */
    public LatchkeyWebBuilder principals(PrincipalResolver value) {
        this.principals = value;
        return this;
    }

    /**
     * Sets the rules of the host. None by default, so that everything is denied but the endpoints, whose rules come
     * first. {@link #build} refuses a rule that those of the endpoints shadow.
     *
     * @param value the rules
     * @return this
     */
    public LatchkeyWebBuilder routes(Routes value) {
        this.routes = value;
        return this;
    }

    /**
     * Names a role, for questions such as {@code isUserInRole} of the Servlet API. No caller is in any other role.
     *
     * @param name for example {@code editor}
     * @param permission the permission that a caller in this role holds, for example {@code articles:write}
     * @return this
     */
    public LatchkeyWebBuilder role(String name, String permission) {
        roles.put(name, Permissions.check(permission));
        return this;
    }

    /**
     * Sets the permission that the endpoints require. None by default. A key that regenerates itself does not need it.
     *
     * @param permission for example {@code api-keys:manage}
     * @return this
     * @throws InvalidValueException when it is malformed
     */
    public LatchkeyWebBuilder managementPermission(String permission) {
        this.manage = Requirement.TENANT.with(permission);
        return this;
    }

    /**
     * Sets what a new key may do for which the request names no permissions. None by default, so that such a key passes
     * only rules that require no permission. A caller never hands out more than its own.
     *
     * @param value the permissions, for example {@link Permissions#ALL}
     * @return this
     */
    public LatchkeyWebBuilder defaultPermissions(Permissions value) {
        this.defaultPermissions = value;
        return this;
    }

    /**
     * Mounts the endpoints of default keys: {@code GET base} lists each resource with its key, {@code POST base}
     * regenerates one, {@code POST base/regenerate} the caller's own. The body names the resource as the noun and
     * {@code Id}, for example {@code numberId}.
     *
     * @param base for example {@code /v1/api-keys}
     * @return this
     * @throws InvalidValueException when it is no literal path
     */
    public LatchkeyWebBuilder defaultKeys(String base) {
        return mount(Dialect.defaultKeys(base, null));
    }

    /**
     * Mounts the endpoints of default keys with another name for the resource in the body.
     *
     * @param base for example {@code /v1/api-keys}
     * @param bodyField for example {@code whatsappNumberId}
     * @return this
     * @throws InvalidValueException when the base is no literal path
     */
    public LatchkeyWebBuilder defaultKeys(String base, String bodyField) {
        return mount(Dialect.defaultKeys(base, bodyField));
    }

    /**
     * Mounts the endpoints of issued keys: {@code GET base} lists the tenant's keys, {@code POST base} issues one,
     * {@code DELETE base/{id}} revokes one.
     *
     * @param base for example {@code /v1/api-keys}
     * @return this
     * @throws InvalidValueException when it is no literal path
     */
    public LatchkeyWebBuilder issuedKeys(String base) {
        return mount(Dialect.issuedKeys(base));
    }

    /**
     * Serves the OpenAPI 3.1 document of the endpoints, in the host's words, to everyone. Not served by default.
     *
     * @param path for example {@code /v1/openapi.json}
     * @return this
     * @throws InvalidValueException when it is no literal path
     */
    public LatchkeyWebBuilder openApi(String path) {
        dialects.document(path);
        return this;
    }

    /**
     * Checks the choices.
     *
     * @return the configuration
     * @throws InvalidValueException when one is missing or malformed
     */
    public LatchkeyWeb build() {
        if (resources == null && (!dialects.isEmpty() || routes.table().nameResources())) {
            throw new InvalidValueException("resources", "must be configured");
        }
        dialects.check();
        Nouns nouns = new Nouns(tenantNoun, resourceNoun);
        ApiErrors errors = new ApiErrors(nouns, credential.places(), realm);
        ErrorFormat format = errorStyle.format(nouns, latchkey.clock());
        ResourceDirectory directory = resources;
        List<Endpoint> endpoints = directory == null
                ? List.of()
                : dialects.endpoints(
                        dialect -> dialect.endpoints(latchkey, directory, errors, jsonCase, manage, defaultPermissions),
                        described -> new OpenApi(errors, format, described));
        RequestAuthenticator authenticator =
                new RequestAuthenticator(latchkey, credential.places(), trustedHandle(), principals);
        Decider decider = new Decider(authenticator, addresses, routes.table(), endpoints, resources, errors, format);
        return new LatchkeyWeb(decider, errors, format, roles, dialects.bases(), dialects.document());
    }

    private @Nullable TrustedHandleHeader trustedHandle() {
        AddressPolicy policy = addresses;
        TrustedPeers trusted = peers;
        return handleHeader == null
                ? null
                : new TrustedHandleHeader(handleHeader, request -> trusted.trusts(request, policy.of(request)));
    }

    private LatchkeyWebBuilder mount(Dialect dialect) {
        dialects.mount(dialect);
        return this;
    }
}
