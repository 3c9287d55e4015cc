package dev.latchkey.examples.quickstart;

import dev.latchkey.adapter.servlet.ErrorStyle;
import dev.latchkey.adapter.servlet.LatchkeyWeb;
import dev.latchkey.adapter.servlet.Routes;
import dev.latchkey.adapter.servlet.TrustedPeers;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.ports.api.Latchkey;
import java.util.Map;

/** A host application: a tenant with three numbers, an API with keys, and a database. */
public final class Quickstart {
    private Quickstart() {}

    /**
     * Starts, prints what to try, and serves until it is stopped.
     *
     * @param args none; {@code -Dport=}, {@code -Ddata=} and {@code -Dstore=} are system properties
     */
    public static void main(String[] args) {
        try {
            run(Settings.fromSystemProperties());
        } catch (StartupException e) {
            System.err.println("quickstart: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Settings settings) {
        try (Database database = Database.open(settings);
                Latchkey notSealing = latchkey(database).build();
                Latchkey latchkey = latchkey(database)
                        .sealing(SealingKeyFile.readOrCreate(settings.data(), new SecretGenerator()))
                        .build()) {
            Numbers numbers = new Numbers();
            HttpServer server = HttpServer.start(settings.port(), web(latchkey, numbers), numbers);
            Map<String, String> issued = new FirstKeys(latchkey, notSealing).issueMissing(numbers);
            Banner.print(server.port(), settings, issued);
            server.join();
        }
    }

    private static Latchkey.Builder latchkey(Database database) {
        return Latchkey.builder()
                .store(database.keyStore())
                .auditSink(database.auditSink())
                .keyFormat(KeyFormat.of("ps_"));
    }

    private static LatchkeyWeb web(Latchkey latchkey, Numbers numbers) {
        return LatchkeyWeb.builder(latchkey)
                .resources(numbers)
                .resourceNoun("number")
                .errorStyle(ErrorStyle.FLAT)
                .trustedHandleHeader("x-api-key-id", TrustedPeers.loopback())
                .routes(Routes.builder()
                        .tenantOnly("GET", "/v1/numbers")
                        .resourceOnly("POST", "/v1/messages/send", "messages:send")
                        .resourceOnly("GET", "/v1/messages/{id}", "messages:read")
                        .build())
                .defaultKeys("/v1/api-keys", "whatsappNumberId")
                .build();
    }
}
