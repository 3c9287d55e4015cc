package dev.latchkey.benchmarks.startup;

import dev.latchkey.http.Routes;
import java.io.IOException;
import org.springframework.context.annotation.Bean;

/** The same application with the starter. */
public class Guarded extends Plain {
    /**
     * Starts the application.
     *
     * @param args the properties
     * @throws IOException when its input cannot be read
     */
    public static void main(String[] args) throws IOException {
        run(Guarded.class, args);
    }

    @Bean
    Routes routes() {
        return Routes.builder().tenantOnly("GET", "/messages", "messages:read").build();
    }
}
