package dev.latchkey.http.contract;

import org.junit.jupiter.api.Nested;

/**
 * The test of a binding, over sockets. The Javadoc of {@link dev.latchkey.http.LatchkeyWeb} lists the duties of a
 * binding and says what each means. Extend this class, return the binding, and run it.
 */
public abstract class HttpBindingContract {
    /** Creates the contract, for the test of a binding. */
    protected HttpBindingContract() {}

    /**
     * Returns the binding under test.
     *
     * @return the binding
     */
    protected abstract Binding binding();

    /** Bodies that are not what they should be. */
    @Nested
    class Bodies extends BadBodyRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The choices of a host in the answers. */
    @Nested
    class Choices extends ChoicesRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Headers that carry credentials. */
    @Nested
    class Credentials extends CredentialRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The dialect of default keys. */
    @Nested
    class DefaultKeys extends DefaultKeysRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The error tables. */
    @Nested
    class ErrorAnswers extends ErrorAnswersRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Spoilt requests. */
    @Nested
    class Fuzz extends FuzzRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The header Idempotency-Key. */
    @Nested
    class IdempotencyHeader extends IdempotencyHeaderRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Requests that are sent again. */
    @Nested
    class Idempotency extends IdempotencyRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The list of the dialect of issued keys. */
    @Nested
    class IssuedKeysList extends IssuedKeysListRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Issuing in the dialect of issued keys. */
    @Nested
    class IssuedKeysIssue extends IssuedKeysIssueRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Revoking in the dialect of issued keys. */
    @Nested
    class IssuedKeysRevoke extends IssuedKeysRevokeRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Rate limits. */
    @Nested
    class Limits extends LimitsRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The choices of a host in the answers about managed keys. */
    @Nested
    class ManagedChoices extends ManagedChoicesRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The life of a managed key. */
    @Nested
    class ManagedKeysLife extends ManagedKeysRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The search among managed keys. */
    @Nested
    class ManagedListing extends ManagedListingRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The resources with their default keys, and the policy. */
    @Nested
    class ManagedResources extends ManagedResourcesRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Headers that nobody can parse. */
    @Nested
    class MalformedHeaders extends MalformedHeaderRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Routes on which the request names a resource. */
    @Nested
    class NamedResources extends NamedResourceRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The OpenAPI document. */
    @Nested
    class OpenApi extends OpenApiRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** What broke on the side of the server. */
    @Nested
    class Outages extends OutageRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** What callers are told about their own key. */
    @Nested
    class OwnKey extends OwnKeyRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Callers that are not API keys. */
    @Nested
    class Principals extends PrincipalsRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Requests that change one key at the same time. */
    @Nested
    class RegenerationRaces extends RegenerationRaceRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** The ids of requests. */
    @Nested
    class RequestIds extends RequestIdRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Paths and their spellings. */
    @Nested
    class Paths extends RoutesRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Spellings of one path, beside a rule for everything. */
    @Nested
    class Spellings extends SpellingRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Rules that read the store each time. */
    @Nested
    class StrictRoutes extends StrictRouteRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Keys that trusted peers name. */
    @Nested
    class TrustedHandles extends TrustedHandleRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Bodies that take too long. */
    @Nested
    class SlowBodies extends SlowBodyRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Every row of the error tables with every combination of choices. */
    @Nested
    class Wire extends WireRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }

    /** Requests that are answered before their body was read. */
    @Nested
    class UnreadBodies extends UnreadBodyRules {
        @Override
        Binding binding() {
            return HttpBindingContract.this.binding();
        }
    }
}
