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
    class ListingAccess extends AccessHistoryRules {
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
    class Finding extends SearchingRules {
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
    class TellingVersions extends TellingVersionsRules {
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
    class Archiving extends ArchiveRules {
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
