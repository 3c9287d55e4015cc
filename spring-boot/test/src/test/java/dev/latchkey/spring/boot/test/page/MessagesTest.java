package dev.latchkey.spring.boot.test.page;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.latchkey.spring.boot.test.AutoConfigureLatchkey;
import dev.latchkey.spring.boot.test.WithApiKey;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.servlet.MockMvc;

// spotless:off
// snippet: test
@SpringBootTest
@AutoConfigureMockMvc
@AutoConfigureLatchkey
class MessagesTest {
    @Test
    @WithApiKey(permissions = "messages:send")
    void sends(@Autowired MockMvc mvc) throws Exception {
        mvc.perform(post("/v1/messages")).andExpect(status().isOk());
    }
}
// end
// spotless:on
