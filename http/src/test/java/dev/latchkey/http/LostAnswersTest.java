package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.request;
import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.http.spi.Response;
import dev.latchkey.ports.query.AuditQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A client that does not receive a third of the answers and sends these requests again. It ends where one ends that
 * receives every answer.
 */
class LostAnswersTest {
    /** How a request is repeated safely. */
    private enum Repeat {
        /** Under the same idempotency key. */
        KEYED,
        /** Under the entity tag that it had. If it is stale, the key in the answer says whether it was done. */
        TAGGED,
        /** As it is: done twice, it is done once. */
        PLAIN
    }

    /**
     * A request of the script.
     *
     * @param key what the script calls the key; the id that stands for {@code {id}}, and the name of a new one
     * @param path the path below the base, in which {@code {id}} and {@code {new}} stand for ids
     * @param json the body in which the same stand for ids; null for none
     */
    private record Step(Repeat repeat, String key, String method, String path, String json) {}

    private static final List<Step> SCRIPT = List.of(
            issue("a", "\"owner\":\"o1\",\"permissions\":[\"messages:*\"]"),
            issue("b", "\"owner\":\"o1\",\"permissions\":[\"messages:send\"],\"tags\":[\"prod\"]"),
            issue("c", "\"owner\":\"o1\",\"lifetime\":\"P90D\""),
            issue("d", "\"resource\":\"wn_1\",\"permissions\":[\"messages:send\"]"),
            issue("e", "\"expiresAt\":\"2027-01-01T00:00:00Z\""),
            issue("f", "\"networks\":[\"10.0.0.0/8\"]"),
            issue("g", "\"owner\":\"o2\""),
            issue("h", "\"owner\":\"o2\",\"slot\":\"spare\""),
            patch("a", "{\"description\":\"the first\"}"),
            patch("a", "{\"permissions\":[\"messages:send\"]}"),
            patch("b", "{\"owner\":null}"),
            rotate("c", "{\"mode\":\"overlap\",\"overlap\":\"P7D\"}"),
            of("c", "/rotate/complete", "{\"new\":\"{new}\"}"),
            rotate("d", "{\"mode\":\"first-use\",\"grace\":\"P1D\",\"lapses\":\"P30D\"}"),
            of("d", "/rotate/cancel", "{\"new\":\"{new}\"}"),
            rotate("d", "{\"mode\":\"now\"}"),
            of("a", "/suspend", "{\"reason\":\"a look\"}"),
            of("a", "/resume", null),
            of("b", "/suspend", "{\"reason\":\"on leave\"}"),
            new Step(
                    Repeat.PLAIN,
                    "",
                    "POST",
                    "/keys/suspend",
                    "{\"tenant\":\"acme\",\"owner\":\"o1\",\"reason\":\"gone\"}"),
            new Step(Repeat.PLAIN, "", "POST", "/keys/resume", "{\"tenant\":\"acme\",\"owner\":\"o1\"}"),
            of("e", "/revoke", "{\"reason\":\"lost\"}"),
            new Step(Repeat.KEYED, "own", "POST", "/slots/regenerate", "{\"tenant\":\"acme\"}"),
            new Step(Repeat.KEYED, "own", "POST", "/slots/regenerate", "{\"tenant\":\"acme\"}"),
            new Step(
                    Repeat.KEYED, "number", "POST", "/slots/regenerate", "{\"tenant\":\"acme\",\"resource\":\"wn_1\"}"),
            patch("f", "{\"tags\":[\"x\",\"y\"]}"),
            patch("f", "{\"networks\":null}"),
            patch("f", "{\"limits\":[{\"burst\":5,\"tokens\":1,\"period\":\"PT1S\"}]}"),
            patch("f", "{\"expiresAt\":\"2028-01-01T00:00:00Z\"}"),
            rotate("f", "{\"mode\":\"overlap\",\"overlap\":\"PT1H\"}"),
            patch("f", "{\"name\":\"f2\"}"),
            of("f", "/rotate/complete", "{\"new\":\"{new}\",\"grace\":\"PT2M\"}"),
            new Step(
                    Repeat.PLAIN,
                    "",
                    "POST",
                    "/keys/revoke",
                    "{\"tenant\":\"acme\",\"owner\":\"o2\",\"reason\":\"left\"}"),
            of("c", "/reveal", null),
            new Step(Repeat.PLAIN, "a", "GET", "/keys/{id}", null),
            new Step(Repeat.PLAIN, "", "GET", "/keys?tenant=acme&status=all", null),
            new Step(Repeat.PLAIN, "f", "GET", "/keys/{id}/usage?days=30", null),
            new Step(Repeat.PLAIN, "f", "GET", "/keys/{id}/events", null),
            new Step(Repeat.PLAIN, "", "GET", "/summary?tenant=acme", null),
            rotate("a", "{\"mode\":\"now\"}"));

    private static Step issue(String name, String members) {
        String json = "{\"tenant\":\"acme\",\"name\":\"" + name + "\"," + members;
        return new Step(
                Repeat.KEYED,
                name,
                "POST",
                "/keys",
                json + (members.contains("permissions") ? "}" : ",\"permissions\":[\"messages:read\"]}"));
    }

    private static Step rotate(String key, String json) {
        return new Step(Repeat.KEYED, key, "POST", "/keys/{id}/rotate", json);
    }

    private static Step patch(String key, String json) {
        return new Step(Repeat.TAGGED, key, "PATCH", "/keys/{id}", json);
    }

    private static Step of(String key, String path, String json) {
        return new Step(Repeat.PLAIN, key, "POST", "/keys/{id}" + path, json);
    }

    @Test
    void requestsThatAreSentAgainEndWhereTheyEndWithoutALoss() {
        long seed = Long.getLong("latchkey.seed", System.nanoTime());
        assertThat(SCRIPT).hasSize(40);
        Map<String, String> whole = new Client(new Random(seed), 0).run();
        for (int round = 0; round < 10; round++) {
            Client lossy = new Client(new Random(seed + round), 3);
            assertThat(lossy.run()).as("seed %d", seed + round).isEqualTo(whole);
            assertThat(lossy.lost).as("seed %d", seed + round).isPositive();
        }
    }

    /** What a client knows: ids, entity tags, and the secrets of rotations, from the answers that it received. */
    private static final class Client {
        private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");
        private static final Pattern NEW = Pattern.compile("\"secret\":\\{\"id\":\"(k_\\w+)\"");

        private final Random random;
        private final int oneIn;
        private final Map<String, String> ids = new HashMap<>();
        private final Map<String, String> tags = new HashMap<>();
        private final Map<String, String> secrets = new HashMap<>();
        private int lost;

        /** Loses one answer in so many; 0 for none. */
        Client(Random random, int oneIn) {
            this.random = random;
            this.oneIn = oneIn;
        }

        /** Returns each key and its history at the end, with names for ids and secrets. */
        Map<String, String> run() {
            try (ManagedHost host = new ManagedHost()) {
                for (int i = 0; i < SCRIPT.size(); i++) {
                    perform(host, SCRIPT.get(i), "request-" + i);
                }
                return state(host);
            }
        }

        private void perform(ManagedHost host, Step step, String idempotencyKey) {
            Response answer = send(host, step, idempotencyKey);
            boolean again = false;
            while (oneIn > 0 && random.nextInt(oneIn) == 0) {
                again = true;
                lost++;
                answer = send(host, step, idempotencyKey);
            }
            String body = text(answer);
            boolean stale = step.repeat() == Repeat.TAGGED && again;
            assertThat(answer.status()).as(step + ": " + body).isIn(stale ? List.of(412) : List.of(200, 201));
            learn(step.key(), answer, body);
        }

        private Response send(ManagedHost host, Step step, String once) {
            FakeRequest sent = request(step.method(), filled(step, step.path())).header("x-operator", "ada");
            switch (step.repeat()) {
                case KEYED -> sent.header("Idempotency-Key", once);
                case TAGGED -> sent.header("If-Match", tags.get(step.key()));
                case PLAIN -> {}
            }
            return host.send(sent, step.json() == null ? null : filled(step, step.json()));
        }

        private String filled(Step step, String template) {
            return template.replace("{id}", ids.getOrDefault(step.key(), ""))
                    .replace("{new}", secrets.getOrDefault(step.key(), ""));
        }

        private void learn(String key, Response answer, String body) {
            Matcher id = ID.matcher(body);
            if (!ids.containsKey(key) && !key.isEmpty() && id.find()) {
                ids.put(key, id.group(1));
            }
            answer.fields().value("ETag").ifPresent(tag -> tags.put(key, tag));
            int rotation = body.indexOf("\"rotation\":{");
            Matcher secret = NEW.matcher(body);
            if (rotation >= 0 && secret.find(rotation)) {
                secrets.put(key, secret.group(1));
            }
        }

        private static Map<String, String> state(ManagedHost host) {
            Map<String, String> keys = new TreeMap<>();
            String list = text(host.send("GET", "/keys?tenant=acme&status=all&sort=name&limit=100", null));
            Matcher id = ID.matcher(list);
            Set<String> found = new LinkedHashSet<>();
            while (id.find()) {
                found.add(id.group(1));
            }
            for (String each : found) {
                String key = text(host.send("GET", "/keys/" + each, null));
                List<String> actions = new ArrayList<>();
                for (AuditEvent event : host.latchkey
                        .keys()
                        .audit(AuditQuery.of("acme", 100).key(UUID.fromString(each)))
                        .items()) {
                    actions.add(event.version() + " " + event.action());
                }
                assertThat(actions).contains("1 " + AuditAction.ISSUED);
                keys.put(masked(key), actions.toString());
            }
            return keys;
        }

        private static String masked(String key) {
            return key.replaceAll("\"id\":\"[^\"]+\"", "\"id\":\"?\"")
                    .replaceAll("\"prefix\":\"[^\"]+\"", "\"prefix\":\"?\"")
                    .replaceAll("\"lastFour\":\"[^\"]+\"", "\"lastFour\":\"?\"");
        }
    }
}
