package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchOrder.Sort;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchPage.Candidate;
import dev.latchkey.ports.query.SearchPart;
import dev.latchkey.ports.query.SearchPart.Keys;
import dev.latchkey.ports.query.SearchPosition;
import dev.latchkey.ports.query.SearchQuery;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The search among keys. A statement reads keys in the order of an index, and what the index does not tell is asked of
 * the keys that were read.
 */
final class JdbcKeySearch implements KeySearch {
    private static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59.999Z");

    private final Database database;

    JdbcKeySearch(Database database) {
        this.database = database;
    }

    @Override
    public SearchPage search(SearchQuery query) {
        return database.read(
                "search the keys of tenant " + query.tenant(),
                session -> SearchPage.of(query, (after, limit) -> read(session, query, after, limit)));
    }

    private static List<Candidate> read(Session session, SearchQuery query, @Nullable SearchPosition after, int limit)
            throws SQLException {
        List<ListedKey> found = new ArrayList<>();
        for (SearchPart part : SearchPart.of(query.order(), after)) {
            if (found.size() < limit) {
                Statement statement = new Statement(session.dialect(), query, part);
                found.addAll(
                        session.query(statement.sql(), KeyRows::listed, statement.arguments(limit - found.size())));
            }
        }
        return found.stream().map(listed -> Candidate.of(query.order(), listed)).toList();
    }

    /** A statement for the keys of one index from a position on. */
    private static final class Statement {
        private final SearchQuery query;
        private final String sorted;
        private final String id;
        private final String table;
        private final String join;
        private final String direction;
        private String hint = "";

        /** Begins with the columns that are equal in all rows, because H2 else does not see that the index has it. */
        private final List<String> order = new ArrayList<>();

        private final StringBuilder where = new StringBuilder();
        private final List<@Nullable Object> arguments = new ArrayList<>();

        Statement(SqlDialect dialect, SearchQuery query, SearchPart part) {
            this.query = query;
            this.direction = query.order().descending() ? " desc" : "";
            SearchFilter filter = query.filter();
            String other = tableApart(query);
            boolean apart = other != null;
            this.id = apart ? "i.key_id" : "l.id";
            this.sorted = switch (query.order().sort()) {
                case CREATED -> apart ? "i.created_at" : "l.created_at";
                case EXPIRES -> "l.expires_at";
                case LAST_USED -> "i.used_on";
                case NAME -> "l.name";
            };
            this.table = apart ? other + " i" : "latchkey_key l";
            this.join = apart ? " join latchkey_key l on l.id = i.key_id" : "";
            equal(apart ? "i.tenant" : "l.tenant", query.tenant());
            if (filter != null) {
                switch (filter.member()) {
                    case RESOURCE -> equal("l.resource", filter.value());
                    case OWNER -> equal("l.owner", filter.value());
                    case TAG -> equal("i.tag", filter.value());
                    case ISSUER -> equal("i.issuer_id", filter.issuer());
                    case PERMISSION, TEXT -> {
                        // No index tells: the keys that were read are asked.
                    }
                }
            }
            boolean byAge = query.order().sort() == Sort.CREATED && order.size() == 1;
            if (byAge && query.state().statuses().stream().noneMatch(KeyStatus::isDead)) {
                hint = dialect.inOrderOf("latchkey_key_alive_ix");
                none("l.revoked_at");
                none("l.expired_at");
            }
            if (part.keys() == Keys.NEVER) {
                // The end of a range is the creation of the keys then, which the index does not have.
                where.append(" and ").append(sorted).append(" is null");
                hint = dialect.inOrderOf(apart ? "latchkey_usage_on_ix" : "latchkey_key_expires_ix");
            } else {
                range();
            }
            SearchPosition after = part.after();
            if (after != null) {
                after(part.keys(), after);
            } else if (part.keys() != Keys.NEVER) {
                beginning();
            }
            if (part.keys() != Keys.NEVER || hint.isEmpty()) {
                order.add(sorted + direction);
            }
            order.add(id + direction);
        }

        /** Returns the table that has the index if the table of keys has none. */
        private static @Nullable String tableApart(SearchQuery query) {
            if (query.order().sort() == Sort.LAST_USED) {
                return "latchkey_usage";
            }
            SearchFilter filter = query.filter();
            boolean issued = filter != null && filter.member() == SearchFilter.Member.ISSUER;
            boolean tagged = filter != null && filter.member() == SearchFilter.Member.TAG;
            return issued ? "latchkey_issued" : tagged ? "latchkey_tag" : null;
        }

        private void none(String column) {
            where.append(" and ").append(column).append(" is null");
            if (hint.isEmpty()) {
                order.add(column);
            }
        }

        private void equal(String column, Object value) {
            where.append(where.isEmpty() ? "" : " and ").append(column).append(" = ?");
            order.add(column);
            arguments.add(value);
        }

        private void range() {
            Instant earliest = query.order().from();
            Instant end = query.order().before();
            if (query.order().sort() == Sort.EXPIRES || query.order().sort() == Sort.LAST_USED) {
                where.append(" and ").append(sorted).append(" is not null");
            }
            if (earliest != null) {
                compare(" >= ?", value(earliest));
            }
            if (end != null) {
                compare(" < ?", value(end));
            }
        }

        private Object value(Instant at) {
            return query.order().sort() == Sort.LAST_USED ? LocalDate.ofInstant(at, ZoneOffset.UTC) : at;
        }

        private void compare(String comparison, Object value) {
            where.append(" and ").append(sorted).append(comparison);
            arguments.add(value);
        }

        /** Adds a comparison that every row passes, because H2 else does not see which index has the order. */
        private void beginning() {
            boolean descending = query.order().descending();
            boolean named = query.order().sort() == Sort.NAME;
            if (!named) {
                compare(descending ? " <= ?" : " >= ?", value(descending ? LAST_INSTANT : Instant.EPOCH));
            } else if (!descending) {
                compare(" >= ?", "");
            }
        }

        private void after(Keys keys, SearchPosition position) {
            boolean descending = query.order().descending();
            String following = descending ? " < ?" : " > ?";
            Object value = position.at() == null ? position.name() : value(position.at());
            if (keys == Keys.BEYOND) {
                compare(following, Objects.requireNonNull(value));
            } else if (keys == Keys.PRESENT && value != null) {
                // The first comparison is for databases that find no place in an index by a pair.
                compare(descending ? " <= ?" : " >= ?", value);
                where.append(" and (%s, %s) %s (?, ?)".formatted(sorted, id, descending ? "<" : ">"));
                arguments.add(value);
                arguments.add(position.id());
            } else {
                if (keys == Keys.TIED) {
                    compare(" = ?", Objects.requireNonNull(value));
                }
                where.append(" and ").append(id).append(following);
                arguments.add(position.id());
            }
        }

        String sql() {
            boolean used = query.order().sort() == Sort.LAST_USED;
            String outer =
                    (used ? "u.used_on" : sorted.replaceFirst("^[il]\\.", "k.")) + direction + ", k.id" + direction;
            return KeyPages.page(
                    "select l.* from %s%s%s where %s order by %s fetch first ? rows only"
                            .formatted(table, hint, join, where, String.join(", ", order)),
                    outer);
        }

        @Nullable Object[] arguments(int limit) {
            arguments.add(limit);
            return arguments.toArray();
        }
    }
}
