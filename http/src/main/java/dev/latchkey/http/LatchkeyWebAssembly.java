package dev.latchkey.http;

import dev.latchkey.http.internal.endpoint.CallerFields;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.error.ErrorFormat;
import dev.latchkey.http.internal.error.Nouns;
import dev.latchkey.http.internal.error.RepeatingErrors;
import dev.latchkey.http.internal.openapi.OpenApi;
import dev.latchkey.http.internal.request.ClearText;
import dev.latchkey.http.internal.request.CredentialPlaces;
import dev.latchkey.http.internal.request.RequestAuthenticator;
import dev.latchkey.http.internal.request.TrustedHandleHeader;
import dev.latchkey.http.spi.ResourceDirectory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the choices of a builder and makes what they describe. */
final class LatchkeyWebAssembly {
    private LatchkeyWebAssembly() {}

    static LatchkeyWeb of(LatchkeyWebBuilder choices) {
        ResourceDirectory directory = choices.resources;
        MountedDialects dialects = choices.dialects;
        Routes routes = choices.routes;
        if (directory == null && routes.table().nameResources()) {
            throw DialectContext.missingDirectory("routes that name a resource");
        }
        dialects.check();
        Nouns nouns = new Nouns(choices.tenantNoun, choices.resourceNoun);
        CredentialPlaces credential = choices.credential.places();
        ClientText client = new ClientText(choices.latchkey.keyFormat());
        ApiErrors errors = new ApiErrors(nouns, credential, choices.realm);
        ErrorFormat format = new RepeatingErrors(choices.errorStyle.format(nouns, choices.latchkey.clock()), client);
        DialectContext context = new DialectContext(
                choices.latchkey,
                directory,
                errors,
                credential,
                client,
                choices.jsonCase,
                choices.manage,
                choices.defaultPermissions);
        CallerFields callerFields = new CallerFields(format, choices.expiry, choices.latchkey.clock());
        ClearText clearText = clearText(choices);
        List<Endpoint> endpoints = dialects.endpoints(
                dialect -> dialect.endpoints(context),
                described ->
                        new OpenApi(errors, credential, format, described, callerFields.schemas(), clearText != null));
        RequestAuthenticator authenticator = new RequestAuthenticator(
                choices.latchkey, credential, trustedHandle(choices), choices.principals, clearText);
        ManagedKeys managed = dialects.managed();
        OperatorRequests operators = managed == null ? null : new OperatorRequests(authenticator, managed, errors);
        ServedEndpoints served = new ServedEndpoints(endpoints, operators);
        Decider decider =
                new Decider(authenticator, choices.addresses, routes.table(), served, directory, errors, callerFields);
        ForBindings forBindings = new ForBindings(
                choices.bodyTimeout, choices.hidesCredential ? credential : null, choices.userName, client);
        return new LatchkeyWeb(
                decider, errors, callerFields, choices.roles, dialects.bases(), dialects.document(), forBindings);
    }

    private static @Nullable ClearText clearText(LatchkeyWebBuilder choices) {
        AddressPolicy policy = choices.addresses;
        return choices.exposed == null
                ? null
                : new ClearText(
                        choices.latchkey.keyFormat(),
                        request -> policy.of(request).secure(),
                        choices.exposed);
    }

    private static @Nullable TrustedHandleHeader trustedHandle(LatchkeyWebBuilder choices) {
        AddressPolicy policy = choices.addresses;
        TrustedPeers trusted = choices.peers;
        return choices.handleHeader.isEmpty()
                ? null
                : new TrustedHandleHeader(choices.handleHeader, request -> trusted.trusts(request, policy.of(request)));
    }
}
