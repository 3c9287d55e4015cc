package dev.latchkey.http;

import dev.latchkey.Latchkey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.internal.request.ExpiryHeader;
import dev.latchkey.http.internal.request.HeaderValues;
import dev.latchkey.http.spi.PrincipalResolver;
import dev.latchkey.http.spi.ResourceDirectory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Configures a {@link LatchkeyWeb}. Its choices are independent of one another. Not safe for several threads. */
public final class LatchkeyWebBuilder {
    final Latchkey latchkey;
    final MountedDialects dialects = new MountedDialects();
    String tenantNoun = "tenant";
    String resourceNoun = "resource";
    ErrorStyle errorStyle = ErrorStyle.PROBLEM;
    JsonCase jsonCase = JsonCase.CAMEL;
    Credential credential = Credential.header("x-api-key");
    String realm = "api";
    AddressPolicy addresses = AddressPolicy.direct();
    String handleHeader = "";
    TrustedPeers peers = (request, client) -> false;
    PrincipalResolver principals = request -> Optional.empty();
    Routes routes = Routes.NONE;
    Requirement manage = Requirement.TENANT;
    Permissions defaultPermissions = Permissions.NONE;
    final Map<String, String> roles = new HashMap<>();
    Duration bodyTimeout = Duration.ofSeconds(10);
    boolean hidesCredential;
    ExpiryHeader expiry = ExpiryHeader.DEFAULT;
    Function<Caller, String> userName = Caller::name;

    @Nullable ResourceDirectory resources;

    @Nullable Consumer<String> exposed;

    LatchkeyWebBuilder(Latchkey latchkey) {
        this.latchkey = latchkey;
    }

    /**
     * Sets the directory of the resources of tenants. Required for endpoints and for rules that name a resource.
     *
     * @param value the host's directory
     * @return this
     */
    public LatchkeyWebBuilder resources(ResourceDirectory value) {
        this.resources = value;
        return this;
    }

    /**
     * Sets the noun that the host has for a resource, in small letters and digits, with single spaces between words.
     * Defaults to {@code resource}. With {@code number} the wire has {@code numberId} and {@code NUMBER_NOT_FOUND}.
     *
     * @param value the noun
     * @return this
     */
    public LatchkeyWebBuilder resourceNoun(String value) {
        this.resourceNoun = value;
        return this;
    }

    /**
     * Sets the noun that the host has for a tenant. Defaults to {@code tenant}.
     *
     * @param value as {@link #resourceNoun}
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
     * default. From other peers the header is as if absent. Beside a raw key it must name the same key.
     *
     * @param header for example {@code x-api-key-id}
     * @param peers the peers that are trusted: they can act as any key
     * @return this
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
     * Sets what finds principals that are not API keys. By default nothing does.
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
     */
    public LatchkeyWebBuilder managementPermission(String permission) {
        this.manage = Requirement.TENANT.with(permission);
        return this;
    }

    /**
     * Sets what a new key may do for which the request names no permissions. None by default: such a key passes only
     * rules that require none. A caller never hands out more than its own.
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
     */
    public LatchkeyWebBuilder defaultKeys(String base) {
        dialects.mount(Dialect.defaultKeys(base, null));
        return this;
    }

    /**
     * Mounts the endpoints of default keys with another name for the resource in the body.
     *
     * @param base a literal path
     * @param bodyField for example {@code whatsappNumberId}
     * @return this
     */
    public LatchkeyWebBuilder defaultKeys(String base, String bodyField) {
        dialects.mount(Dialect.defaultKeys(base, bodyField));
        return this;
    }

    /**
     * Mounts the endpoints of issued keys: lists the tenant's keys, issues one, revokes one.
     *
     * @param base for example {@code /v1/api-keys}
     * @return this
     */
    public LatchkeyWebBuilder issuedKeys(String base) {
        dialects.mount(Dialect.issuedKeys(base));
        return this;
    }

    /**
     * Mounts an endpoint at which any key reads itself: {@code GET path} answers its name, scope, permissions, expiry,
     * rotation, and what is left of its rate limit. Not mounted by default.
     *
     * @param path a literal path, for example {@code /v1/api-key}
     * @return this
     */
    public LatchkeyWebBuilder ownKey(String path) {
        dialects.mount(Dialect.ownKey(path));
        return this;
    }

    /**
     * Sets the field that tells a proven caller when its credential ends. Every answer has it once the presented secret
     * retires, or the key expires, within the given time. The value is a date of RFC 9651, for example {@code
     * @1782658800}. Defaults to {@code API-Key-Expires} and 30 days.
     *
     * @param name the name of the field
     * @param within how long before the end the field is sent; zero for never
     * @return this
     * @throws InvalidValueException when the name is no name of a header, or the time is negative
     */
    public LatchkeyWebBuilder expiryHeader(String name, Duration within) {
        this.expiry = new ExpiryHeader(name, within);
        return this;
    }

    /**
     * Refuses every request that carries a credential over clear text, with 403 and {@code INSECURE_TRANSPORT}, whether
     * the credential is valid or not. Nothing is looked up. The {@link #addresses address policy} tells whether the
     * client used TLS. By default such requests are served.
     *
     * @return this
     */
    public LatchkeyWebBuilder requireTls() {
        return requireTls(handle -> {});
    }

    /**
     * Refuses credentials over clear text as {@link #requireTls()} does, and reports the keys that were sent, so that
     * the host can warn their owners or revoke them.
     *
     * @param exposedHandle receives the handle of each key of the host's format that was sent over clear text, valid or
     *     not; called on the thread of the request, by several threads
     * @return this
     */
    public LatchkeyWebBuilder requireTls(Consumer<String> exposedHandle) {
        this.exposed = exposedHandle;
        return this;
    }

    /**
     * Mounts the endpoints that manage keys: everything that {@link dev.latchkey.Management} can do is one request.
     *
     * @param value where they are, and who may call them
     * @return this
     * @throws InvalidValueException if they are mounted already, or the base is not a literal path or taken
     */
    public LatchkeyWebBuilder managedKeys(ManagedKeys value) {
        dialects.mount(value);
        return this;
    }

    /**
     * Serves the OpenAPI 3.1 document of the endpoints, in the host's words, to everyone. Not served by default.
     *
     * @param path for example {@code /v1/openapi.json}
     * @return this
     */
    public LatchkeyWebBuilder openApi(String path) {
        dialects.document(path);
        return this;
    }

    /**
     * Sets the time that the whole body of a request to an endpoint has, from the decision. Defaults to 10 seconds. A
     * later one is answered with 408, and the connection is closed.
     *
     * @param value the time, which is positive
     * @return this
     */
    public LatchkeyWebBuilder bodyTimeout(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new InvalidValueException("bodyTimeout", "must be positive");
        }
        this.bodyTimeout = value;
        return this;
    }

    /**
     * Hides the credential from the host's code, also in later dispatches. Off by default. Behind the servlet filter
     * the headers of a key are then absent. The bearer token of a principal that is not an API key stays.
     *
     * @return this
     */
    public LatchkeyWebBuilder hideCredential() {
        this.hidesCredential = true;
        return this;
    }

    /**
     * Sets the name of a caller in {@code getRemoteUser} and {@code getUserPrincipal}. Defaults to {@link Caller#name}.
     *
     * @param value for example {@code caller -> caller.actor().id()}, which for a key is its id
     * @return this
     */
    public LatchkeyWebBuilder userName(Function<Caller, String> value) {
        this.userName = value;
        return this;
    }

    /**
     * Checks the choices.
     *
     * @return the configuration
     * @throws InvalidValueException when one is missing or malformed
     */
    public LatchkeyWeb build() {
        return LatchkeyWebAssembly.of(this);
    }
}
