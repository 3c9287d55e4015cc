package dev.latchkey.architecture.bad.feed;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.jdbc.Sql;

public interface Service {
    @Breaks("APPLICATION_KNOWS_THE_PORTS")
    Sql adapter();

    @Breaks("APPLICATION_KNOWS_THE_PORTS")
    javax.sql.DataSource database();
}
