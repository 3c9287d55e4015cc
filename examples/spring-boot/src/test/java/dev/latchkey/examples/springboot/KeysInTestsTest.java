package dev.latchkey.examples.springboot;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.latchkey.spring.boot.test.AutoConfigureLatchkey;
import dev.latchkey.spring.boot.test.TestApiKeys;
import dev.latchkey.spring.boot.test.WithApiKey;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.MockMvc;

/** How an application tests what it requires: with keys that live as long as a test, and with the real filter. */
@SpringBootTest(classes = Application.class)
@AutoConfigureMockMvc
@AutoConfigureLatchkey
class KeysInTestsTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestApiKeys keys;

    @Test
    void requestWithoutAKeyIsRefused() throws Exception {
        mvc.perform(get("/reports")).andExpect(status().isUnauthorized());
        mvc.perform(get("/health")).andExpect(status().isOk());
    }

    @Test
    @WithApiKey(permissions = "messages:send")
    void keyOfTheTestIsSent() throws Exception {
        mvc.perform(post("/messages").content("hello")).andExpect(status().isOk());
        mvc.perform(get("/reports")).andExpect(status().isForbidden());
    }

    @Test
    @WithApiKey
    void methodSecurityRefusesWhatTheRouteLetsIn() throws Exception {
        mvc.perform(post("/messages").content("hello")).andExpect(status().isForbidden());
    }

    @Test
    void keyOfTheBeanIsSent() throws Exception {
        mvc.perform(get("/reports").header("x-api-key", keys.issue("reports:*")))
                .andExpect(status().isOk());
    }
}
