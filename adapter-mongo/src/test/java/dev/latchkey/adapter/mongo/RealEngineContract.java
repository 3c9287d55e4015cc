package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import org.junit.jupiter.api.Nested;

/** What is seen on MongoDB's own engine: everything, and its plans. */
abstract class RealEngineContract extends MongoContract {
    @Nested
    class Planning extends PlanRules {
        @Override
        MongoContract contract() {
            return RealEngineContract.this;
        }
    }

    @Nested
    class Sinking extends SinkRules {
        @Override
        MongoDatabase database() {
            return database;
        }
    }

    @Nested
    class Remembering extends HistoryRules {
        @Override
        MongoDatabase database() {
            return database;
        }

        @Override
        MongoDatabase elsewhere() {
            return RealEngineContract.this.elsewhere();
        }
    }

    @Nested
    class Limiting extends LimiterRules {
        @Override
        MongoDatabase database() {
            return database;
        }

        @Override
        MongoDatabase elsewhere() {
            return RealEngineContract.this.elsewhere();
        }
    }
}
