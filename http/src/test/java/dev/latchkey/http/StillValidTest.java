package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.scope.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What outlasts its request asks whether its key is still in force. */
class StillValidTest {
    @Test
    void anAdmissionKnowsTheAddressOfItsRequestWhenTheStackUsesThatForAnother() {
        try (ManagedHost host = new ManagedHost(
                web -> web.routes(Routes.builder().either("GET", "/events").build()))) {
            KeySpec office = KeySpec.of("acme", Scope.tenant(), "office")
                    .allPermissions()
                    .limits(new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8"))));
            IssuedKey key =
                    host.latchkey.keys().issue(office, ManagedHost.SETUP).orElseThrow();
            FakeRequest request = FakeRequest.of("GET", "/events")
                    .from("10.0.0.1")
                    .header("x-api-key", key.rawKey().reveal());
            Decision decision = host.web.decide(request);
            assertThat(decision).isInstanceOf(Decision.Proceed.class);
            Admission admission = ((Decision.Proceed) decision).admission();

            request.from("192.0.2.1");
            assertThat(admission.stillValid()).isTrue();

            assertThat(host.latchkey
                            .keys()
                            .revoke("acme", key.key().id(), "left", ManagedHost.SETUP)
                            .isDone())
                    .isTrue();
            assertThat(admission.stillValid()).isFalse();
        }
    }
}
