package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.latchkey.ports.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnreachableTest {
    @Test
    void aServerThatIsNotThereIsAFailureOfTheStoreWithinTheHostsTimeout() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        try (MongoClient client =
                MongoClients.create("mongodb://127.0.0.1:" + nobody + "/?serverSelectionTimeoutMS=300")) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> assertThatThrownBy(() -> MongoKeyStore.on(client.getDatabase("any")))
                            .isInstanceOf(StoreException.class));
        }
    }
}
