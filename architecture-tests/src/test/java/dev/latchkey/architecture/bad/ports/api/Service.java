package dev.latchkey.architecture.bad.ports.api;

import dev.latchkey.architecture.bad.Breaks;
import dev.latchkey.architecture.bad.adapter.jdbc.Sql;

public interface Service {
    @Breaks("API_KNOWS_THE_SPI")
    Sql adapter();

    @Breaks("API_KNOWS_THE_SPI")
    javax.sql.DataSource database();
}
