package dev.latchkey.adapter.mongo;

import org.junit.jupiter.api.Nested;

/** What can be seen on MongoDB's own engine alone, beside the rest. */
abstract class RealEngineContract extends MongoContract {
    @Nested
    class Planning extends PlanRules {
        @Override
        MongoContract contract() {
            return RealEngineContract.this;
        }
    }
}
