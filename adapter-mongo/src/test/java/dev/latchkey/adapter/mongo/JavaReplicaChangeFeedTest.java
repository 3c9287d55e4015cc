package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.contract.feed.ChangeFeedContract;
import dev.latchkey.contract.feed.ChangeFeedOutageContract;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.ChangeFeed.Subscription;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.support.Relay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The contracts of change feeds on the server in Java, whose change streams are completed to what a replica set sends.
 * Most of the time these tests wait for an outage to be noticed. Therefore they run together.
 */
class JavaReplicaChangeFeedTest {
    private static final Clients CLIENTS = Servers.javaReplica();

    @Nested
    @ExtendWith(Acting.class)
    @Execution(ExecutionMode.CONCURRENT)
    class Whole extends ChangeFeedContract {
        private final MongoDatabase database = CLIENTS.newDatabase();

        @Override
        protected KeyStore store() {
            return MongoKeyStore.on(database);
        }

        @Override
        protected ChangeFeed feed(KeyStore changing) {
            return MongoChangeFeed.on(Acting.asApplication(CLIENTS.elsewhere(database)));
        }

        @Override
        protected boolean isOfSubscription(Thread thread) {
            return thread.getName().startsWith("latchkey");
        }

        @AfterEach
        void drop() {
            database.drop();
        }

        /** A second message would make each cache read the key once more. */
        @Test
        void aChangeIsOneMessageWhateverIsMovedAfterIt() throws InterruptedException {
            KeyStore store = store();
            BlockingQueue<UUID> told = new LinkedBlockingQueue<>();
            try (Subscription subscription = feed(store).subscribe(recorder(told::add))) {
                assertThat(subscription).isNotNull();
                Changed issued = Keys.issue(Keys.spec(), Keys.T0);
                assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
                Changed renamed =
                        Keys.changed(issued.next().by(Keys.ACTOR, Keys.T0).rename("second"));
                assertThat(store.replace(renamed.next(), renamed.event()).value())
                        .isEqualTo(Replacement.REPLACED);
                Changed last = Keys.issue(Keys.spec(), Keys.T0);
                assertThat(store.insert(last.next(), last.event()).value()).isEqualTo(Insertion.INSERTED);

                List<UUID> all = new ArrayList<>();
                while (!all.contains(last.next().id())) {
                    UUID next = told.poll(patience().toSeconds(), TimeUnit.SECONDS);
                    assertThat(next).as("a change after those of %s", all).isNotNull();
                    all.add(next);
                }
                UUID first = issued.next().id();
                assertThat(all).containsExactly(first, first, last.next().id());
            }
        }
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class WhoseConnectionsEnd extends Outages {
        @Override
        protected void cut() {
            relay.cut();
        }
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class WhoseConnectionsAreSilent extends Outages {
        /** In the pace of production: the thread waits for an answer that never comes. */
        @Test
        void closingDuringSilenceEndsTheThread() throws InterruptedException {
            KeyStore store = store();
            BlockingQueue<Thread> tellers = new LinkedBlockingQueue<>();
            Subscription subscription = MongoChangeFeed.on(client.getDatabase(database.getName()))
                    .subscribe(recorder(id -> tellers.add(Thread.currentThread())));
            Changed issued = Keys.issue(Keys.spec(), Keys.T0);
            assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
            Thread teller = tellers.poll(patience().toSeconds(), TimeUnit.SECONDS);
            cut();
            subscription.close();
            assertThat(teller).isNotNull().matches(thread -> !thread.isAlive(), "has ended");
        }

        @Override
        protected void cut() {
            relay.freeze();
        }
    }

    abstract static class Outages extends ChangeFeedOutageContract {
        /** Shorter than in production; longer than the server takes for an answer on a busy machine. */
        private static final ChangeStream.Pace PACE =
                new ChangeStream.Pace(Duration.ofSeconds(2), Duration.ofMillis(100));

        final MongoDatabase database = CLIENTS.newDatabase();
        final Relay relay = Relay.to(CLIENTS.port());
        final MongoClient client = MongoClients.create(Servers.through(relay));

        @Override
        protected KeyStore store() {
            return MongoKeyStore.on(database);
        }

        @Override
        protected ChangeFeed feed(KeyStore changing) {
            return MongoChangeFeed.on(client.getDatabase(database.getName()), Collections.PREFIX, PACE);
        }

        @Override
        protected void mend() {
            relay.mend();
        }

        @AfterEach
        void end() throws IOException {
            client.close();
            relay.close();
            database.drop();
        }
    }

    private static ChangeFeed.Listener recorder(Consumer<UUID> told) {
        return new ChangeFeed.Listener() {
            @Override
            public void changed(UUID keyId) {
                told.accept(keyId);
            }

            @Override
            public void interrupted() {
                // Allowed at any time.
            }

            @Override
            public void resumed() {
                // Allowed at any time.
            }
        };
    }
}
