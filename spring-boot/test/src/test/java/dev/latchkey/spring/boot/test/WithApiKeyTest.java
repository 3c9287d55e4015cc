package dev.latchkey.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.spring.boot.test.host.Application;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.client.MockMvcWebTestClient;
import org.springframework.transaction.annotation.Transactional;

/** The tests that a team writes about its routes: with the real filter, and without keys in the database. */
@SpringBootTest(
        classes = Application.class,
        properties = "spring.datasource.url=jdbc:h2:mem:with-api-key;DB_CLOSE_DELAY=-1")
@AutoConfigureMockMvc
@AutoConfigureLatchkey
@WithApiKey(permissions = "messages:read")
@Transactional
class WithApiKeyTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestApiKeys keys;

    @Autowired
    private KeyStore store;

    @Test
    void keysAreInMemory() {
        assertThat(store).isInstanceOf(InMemoryKeyStore.class);
        assertThat(keys.issue()).startsWith("test_");
    }

    @Test
    void keyOfTheClassIsSent() throws Exception {
        assertThat(mvc.perform(get("/messages"))
                        .andExpect(status().isOk())
                        .andReturn()
                        .getResponse()
                        .getContentAsString())
                .isEqualTo("[]");
        mvc.perform(post("/messages").content("hello")).andExpect(status().isForbidden());
    }

    @Test
    @WithApiKey(permissions = "messages:*", tenant = "acme", header = "Authorization")
    void keyOfTheMethodTakesItsPlace() throws Exception {
        mvc.perform(post("/messages").content("hello")).andExpect(status().isOk());
        assertThat(mvc.perform(get("/messages"))
                        .andExpect(status().isOk())
                        .andReturn()
                        .getResponse()
                        .getContentAsString())
                .isEqualTo("[\"hello\"]");
    }

    @Test
    @WithApiKey
    void keyWithoutPermissionsIsRefusedByTheRoute() throws Exception {
        mvc.perform(get("/messages"))
                .andExpect(status().isForbidden())
                .andExpect(content().contentType("application/problem+json"));
        mvc.perform(get("/unnamed")).andExpect(status().isForbidden());
    }

    @Test
    @WithApiKey(permissions = "messages:read", resource = "wn_1")
    void keyOfAResourceIsNoneOfTheTenant() throws Exception {
        mvc.perform(get("/messages")).andExpect(status().isForbidden());
    }

    @Test
    void credentialOfARequestIsLeftAsItIs() throws Exception {
        mvc.perform(get("/messages").header("x-api-key", "garbage"))
                .andExpect(status().isUnauthorized())
                .andExpect(header().exists("WWW-Authenticate"));
        KeySpec acme = KeySpec.of("acme", Scope.tenant(), "other").permissions(Permissions.of("messages:send"));
        mvc.perform(post("/messages").header("x-api-key", keys.issue(acme)).content("hi"))
                .andExpect(status().isOk());
    }

    @Test
    void webTestClientHasTheFilterToo() {
        WebTestClient client = MockMvcWebTestClient.bindTo(mvc).build();
        client.get().uri("/messages").exchange().expectStatus().isOk();
        client.get().uri("/boom-is-not-a-route").exchange().expectStatus().isForbidden();
        client.get()
                .uri("/messages")
                .header("x-api-key", "garbage")
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }
}
