package dev.latchkey.examples.springboot;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The host application. */
@SpringBootApplication
public class Application {
    /**
     * Starts it, and prints a key to try it with and the way to the console.
     *
     * @param args Spring's
     */
    public static void main(String[] args) {
        ConfigurableApplicationContext context = SpringApplication.run(Application.class, args);
        KeySpec spec =
                KeySpec.of("acme", Scope.tenant(), "first").allPermissions().slot("first");
        String key = context.getBean(Latchkey.class)
                .keys()
                .issue(spec, Actor.host("start"))
                .orElseThrow()
                .rawKey()
                .reveal();
        String port = context.getEnvironment().getProperty("local.server.port");
        System.out.println("console: http://127.0.0.1:" + port + "/latchkey/console, as root, ada or grace, password "
                + context.getEnvironment().getProperty(UsersConfiguration.PASSWORD));
        System.out.println("curl -i -X POST -H 'x-api-key: " + key + "' http://127.0.0.1:" + port + "/messages");
    }
}
