package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import dev.latchkey.ports.StoreException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DriverCallsTest {
    @Test
    void aDriverThatIsOlderThanTheOldestTestedOneIsRefusedByName() {
        DriverCalls.checkDriver(MongoCollection.class);
        assertThatThrownBy(() -> DriverCalls.checkDriver(CollectionBefore52.class), "a driver before 5.2")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("older than 5.2")
                .hasMessageContaining("org.mongodb:mongodb-driver-sync");
    }

    /** What the driver's type of collections had before 5.2. */
    private interface CollectionBefore52 {
        @SuppressWarnings("unused")
        long estimatedDocumentCount(long amount, TimeUnit unit);
    }
}
