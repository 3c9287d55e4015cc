package dev.latchkey.cluster;

class MariaDbOutageTest extends OutageRules {
    @Override
    JdbcServer start() {
        return MariaDb.start();
    }
}
