package dev.latchkey.examples.quickstart;

import java.util.Map;

/** What a newcomer reads: the keys, once, and lines to paste. */
final class Banner {
    private Banner() {}

    static void print(int port, Settings settings, Map<String, String> issued) {
        String base = "http://127.0.0.1:" + port;
        StringBuilder text = new StringBuilder();
        text.append("\nLatchkey quickstart listens on ").append(base);
        text.append(", data in ").append(settings.data());
        text.append(settings.store() == null ? "\n" : " and in the database of -Dstore=\n");
        if (issued.isEmpty()) {
            text.append("\nThe keys of the first start are still good. They were shown then, and only then.\n");
        } else {
            text.append("\nThese keys are shown this once:\n\n");
            issued.forEach((what, key) -> text.append("  %-10s%s%n".formatted(what, key)));
        }
        String tenantKey = issued.getOrDefault("tenant", "$TENANT_KEY");
        String numberKey = issued.getOrDefault("wn_1", "$NUMBER_KEY");
        String customerKey = issued.getOrDefault("customer", "$CUSTOMER_KEY");
        text.append("\nTry:\n\n");
        text.append("  curl -i %s/v1/api-keys -H 'x-api-key: %s'%n".formatted(base, tenantKey));
        text.append("  curl -i -X POST %s/v1/messages/send -H 'x-api-key: %s'%n".formatted(base, numberKey));
        text.append(
                "  curl -i -X POST %s/v1/api-keys -H 'x-api-key: %s' -H 'Content-Type: application/json' -d '{\"whatsappNumberId\":\"wn_1\"}'%n"
                        .formatted(base, tenantKey));
        text.append("\nThe other API, where keys are issued and revoked:\n\n");
        text.append("  curl -i %s/b/v1/api-keys -H 'Authorization: Bearer %s'%n".formatted(base, customerKey));
        text.append("  curl -i -X POST %s/b/v1/instances/%s/messages -H 'Authorization: Bearer %s'%n"
                .formatted(base, Instances.FIRST, customerKey));
        text.append(
                "  curl -i -X POST %s/b/v1/api-keys -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '{\"name\":\"app\",\"instance_id\":\"%s\"}'%n"
                        .formatted(base, customerKey, Instances.FIRST));
        text.append("\nWhat the two answer, as OpenAPI:\n\n");
        text.append("  curl -i %s/v1/openapi.json%n".formatted(base));
        text.append("  curl -i %s/b/v1/openapi.json%n".formatted(base));
        text.append("\nStop with Ctrl-C.\n");
        System.out.println(text);
        System.out.flush();
    }
}
