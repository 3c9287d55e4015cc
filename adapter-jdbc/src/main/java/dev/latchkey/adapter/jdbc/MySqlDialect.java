package dev.latchkey.adapter.jdbc;

import java.util.Map;

/** MySQL 8.0 and later. */
final class MySqlDialect extends MariaDbDialect {
    @Override
    public String statement(String standard) {
        return super.statement(standard)
                .replace("fetch first ? rows only", "limit ?")
                .replace("fetch first 1 rows only", "limit 1")
                .replace("chr(", "char(");
    }

    @Override
    public String folder() {
        return "mysql";
    }

    @Override
    Map<String, String> unfitSettings() {
        Map<String, String> settings = super.unfitSettings();
        // It has no such mode.
        settings.remove("'' is null");
        return settings;
    }
}
