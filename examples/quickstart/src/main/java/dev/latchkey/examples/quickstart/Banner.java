package dev.latchkey.examples.quickstart;

import java.util.Collection;
import java.util.Map;

/** The text a newcomer reads: the keys, once, and lines to paste into a shell, each with the answer to expect. */
final class Banner {
    private static final String TENANT = "-H \"x-api-key: $TENANT_KEY\"";
    private static final String NUMBER = "-H \"x-api-key: $WN_1_KEY\"";
    private static final String CUSTOMER = "-H \"Authorization: Bearer $CUSTOMER_KEY\"";
    private static final String APP = "-H \"Authorization: Bearer $APP_KEY\"";
    private static final String JSON = "-H \"Content-Type: application/json\" -d ";
    private static final String MESSAGES = "/b/v1/instances/" + Instances.FIRST + "/messages";

    private final StringBuilder text = new StringBuilder();
    private final String base;

    private Banner(String base) {
        this.base = base;
    }

    static void print(int port, Settings settings, Map<String, String> keys, String operator) {
        Banner banner = new Banner("http://127.0.0.1:" + port);
        banner.keys(settings, keys, operator);
        banner.numbers();
        banner.instances();
        banner.management(operator);
        banner.say("Stop with Ctrl-C.");
        System.out.print(banner.text);
        System.out.flush();
    }

    private void keys(Settings settings, Map<String, String> keys, String operator) {
        boolean h2 = settings.store() == null;
        say("Open " + base + "/latchkey/console in a browser, and sign in with the operator's token below.");
        say("Latchkey quickstart listens on " + base + ", data in " + settings.data()
                + (h2 ? "" : " and in the database of -Dstore="));
        say("");
        say("Paste the lines below into a second terminal (bash or zsh). First the keys:");
        say("");
        keys.forEach((name, key) -> say("  export %s=\"%s\"".formatted(name, key)));
        say("");
        say(explanation(keys.values()));
        say("If they are lost, stop the quickstart and start it with "
                + (h2 ? "another -Ddata= folder." : "an empty database."));
        say("");
        say("The token of the operator, who manages all of these keys:");
        say("");
        say("operator  " + operator);
    }

    private static String explanation(Collection<String> keys) {
        if (keys.stream().noneMatch(FirstKeys::isPlaceholder)) {
            return "They are printed this once: keep them.";
        }
        return keys.stream().allMatch(FirstKeys::isPlaceholder)
                ? "They were printed by the first start, and they still work: replace the dots."
                : "Those with dots were printed by an earlier start: replace the dots. The others are new: keep them.";
    }

    private void numbers() {
        section("The API of a tenant with three phone numbers, one key for each:");
        curl(
                "200, the keys, readable again where the store has a sealed copy: of wn_1 and wn_3, not of wn_2",
                "",
                "/v1/api-keys",
                TENANT);
        curl("202, a message from wn_1", "-X POST ", "/v1/messages/send", NUMBER);
        curl("403, refused: the key of a number must not list the tenant's numbers", "", "/v1/numbers", NUMBER);
        curl(
                "200, regenerates the key of wn_1; the answer has the new one",
                "-X POST ",
                "/v1/api-keys",
                TENANT + " " + JSON + "'{\"whatsappNumberId\":\"wn_1\"}'");
        curl("401, the previous key of wn_1 stopped working", "-X POST ", "/v1/messages/send", NUMBER);
    }

    private void instances() {
        section("The API of a customer, who issues and revokes keys:");
        curl("200, the keys, without any secret", "", "/b/v1/api-keys", CUSTOMER);
        curl(
                "201, one more key; its secret is in this answer alone",
                "-X POST ",
                "/b/v1/api-keys",
                CUSTOMER + " " + JSON + "'{\"name\":\"CI\",\"instance_id\":\"" + Instances.FIRST + "\"}'");
        curl("202, a message from the key of an app", "-X POST ", MESSAGES, APP);
        curl(
                "204, revokes that key, named by its first characters",
                "-X DELETE ",
                "/b/v1/api-keys/${APP_KEY:0:17}",
                CUSTOMER);
        curl("401, the revoked key", "-X POST ", MESSAGES, APP);
    }

    private void management(String operator) {
        String token = "-H \"" + OperatorToken.HEADER + ": " + operator + "\"";
        section("The API of the operator, who manages the keys of both:");
        curl("200, what the operator may do", "", "/latchkey/me", token);
        curl("200, the keys of the tenant", "", "/latchkey/keys?tenant=" + Numbers.TENANT, token);
        curl(
                "201, one more key of a number; its raw key is in this answer",
                "-X POST ",
                "/latchkey/keys",
                token + " " + JSON + "'{\"tenant\":\"" + Numbers.TENANT
                        + "\",\"resource\":\"wn_1\",\"name\":\"CI\",\"permissions\":[\"messages:send\"]}'");
        section("The OpenAPI document of each, for anyone:");
        curl("200, of the tenant's", "", "/v1/openapi.json", "");
        curl("200, of the customer's", "", "/b/v1/openapi.json", "");
        curl("200, of the operator's", "", "/latchkey/openapi.json", "");
        say("");
    }

    private void section(String title) {
        say("");
        say(title);
    }

    /** Uses double quotes, in which shells replace variables, and no comments, which zsh refuses at its prompt. */
    private void curl(String answer, String method, String path, String rest) {
        say("");
        say(answer + ":");
        say(("  curl -i " + method + "\"" + base + path + "\" " + rest).stripTrailing());
    }

    private void say(String line) {
        text.append(line).append('\n');
    }
}
