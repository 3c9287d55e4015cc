package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Regenerating under traffic: from the moment at which the answer is there the new key works and the old one does not.
 */
abstract class RegenerationRaceRules extends HostTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 100;
    private static final String BODY = "{\"whatsappNumberId\":\"wn_1\"}";

    /**
     * What clients know: which key is in force for certain, and which was before. Published after the answer was
     * received.
     *
     * @param generation how often the key had been regenerated then
     * @param current the key of the last answer
     * @param previous the one before it
     */
    private record Known(int generation, String current, String previous) {}

    @Test
    void newKeyWorksAndOldOneDoesNotFromTheAnswerOn() throws Exception {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            String tenant = raw(host.tenantKey());
            AtomicReference<Known> known = new AtomicReference<>(new Known(0, raw(host.numberKey("wn_1")), "none"));
            AtomicInteger begun = new AtomicInteger();
            AtomicBoolean done = new AtomicBoolean();
            CyclicBarrier start = new CyclicBarrier(THREADS + 1);
            ExecutorService pool = Executors.newFixedThreadPool(THREADS);
            List<Future<Integer>> traffic = new ArrayList<>();
            IntStream.range(0, THREADS)
                    .forEach(i -> traffic.add(pool.submit(() -> {
                        start.await();
                        int requests = 0;
                        do {
                            Known before = known.get();
                            assertThat(status(host, before.previous())).isEqualTo(401);
                            int current = status(host, before.current());
                            // It may have been replaced meanwhile, but only by a regeneration that had begun.
                            boolean mayBeReplaced = begun.get() > before.generation();
                            assertThat(current == 200 || (current == 401 && mayBeReplaced))
                                    .isTrue();
                            requests += 2;
                        } while (!done.get());
                        return requests;
                    })));

            start.await();
            for (int round = 1; round <= ROUNDS; round++) {
                begun.set(round);
                HttpResponse<String> answer = host.post("/v1/api-keys", tenant, BODY);
                assertThat(answer.statusCode()).isEqualTo(200);
                String previous = known.get().current();
                known.set(new Known(round, member(answer, "key"), previous));
                assertThat(status(host, member(answer, "key"))).isEqualTo(200);
                assertThat(status(host, previous)).isEqualTo(401);
            }
            done.set(true);
            for (Future<Integer> one : traffic) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isPositive();
            }
            pool.shutdown();
        }
    }

    @Test
    void ofManyAnswersAtOnceExactlyOneKeyWorks() throws Exception {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            String tenant = raw(host.tenantKey());
            for (int round = 0; round < 10; round++) {
                List<HttpResponse<String>> answers = atOnce(() -> host.post("/v1/api-keys", tenant, BODY));

                List<String> keys = answers.stream()
                        .filter(answer -> answer.statusCode() == 200)
                        .map(answer -> member(answer, "key"))
                        .toList();
                assertThat(answers).extracting(HttpResponse::statusCode).isSubsetOf(200, 409);
                assertThat(keys).isNotEmpty();
                assertThat(keys.stream().filter(key -> status(host, key) == 200))
                        .hasSize(1);
            }
        }
    }

    @Test
    void ofManyWhoRegenerateTheirOwnWithOneSecretExactlyOneSucceeds() throws Exception {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            String own = raw(host.numberKey("wn_1"));
            for (int round = 0; round < 10; round++) {
                String presented = own;
                List<HttpResponse<String>> answers =
                        atOnce(() -> host.post("/v1/api-keys/regenerate", presented, null));

                assertThat(answers)
                        .extracting(HttpResponse::statusCode)
                        .containsOnlyOnce(200)
                        .isSubsetOf(200, 401);
                own = answers.stream()
                        .filter(answer -> answer.statusCode() == 200)
                        .map(answer -> member(answer, "key"))
                        .findFirst()
                        .orElseThrow();
                assertThat(status(host, own)).isEqualTo(200);
            }
        }
    }

    private static List<HttpResponse<String>> atOnce(Callable<HttpResponse<String>> request) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Future<HttpResponse<String>>> futures = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            futures.add(pool.submit(() -> {
                start.await();
                return request.call();
            }));
        }
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (Future<HttpResponse<String>> future : futures) {
            answers.add(future.get(30, TimeUnit.SECONDS));
        }
        pool.shutdown();
        return answers;
    }

    private static int status(TestHost host, String key) {
        return host.get("/v1/messages/1", key).statusCode();
    }
}
