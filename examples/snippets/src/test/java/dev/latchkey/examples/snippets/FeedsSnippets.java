package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.jdbc.JdbcChangeLog;
import dev.latchkey.adapter.jdbc.PostgresChangeFeed;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.feed.PollingChangeFeed;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The snippets of the page about feeds, to the letter: {@link FeedsPageTest} compares and runs them. */
final class FeedsSnippets {
    private FeedsSnippets() {}

    // spotless:off
    static ChangeFeed postgresql() {
        // snippet: postgresql-feed
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setURL("jdbc:postgresql://localhost/keys?connectTimeout=5&loginTimeout=5");
        ChangeFeed feed = PostgresChangeFeed.on(direct);
        // end
        return feed;
    }

    static Latchkey cached(KeyStore store, ChangeFeed feed) {
        // snippet: cache
        Latchkey latchkey = Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("acme_"))
                .recordCache(feed, 100_000, Duration.ofMinutes(5))
                .build();
        // end
        return latchkey;
    }

    static ChangeFeed polling(DataSource dataSource) {
        // snippet: polling
        ChangeFeed feed = PollingChangeFeed.of(JdbcChangeLog.on(dataSource), Duration.ofSeconds(1));
        // end
        return feed;
    }
    // spotless:on
}
