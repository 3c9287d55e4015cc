package dev.latchkey.benchmarks.peers;

import com.zaxxer.hikari.HikariDataSource;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;

/**
 * What people write with Spring Security: a key {@code id.secret}, an authentication provider behind a provider
 * manager, one row read through {@code JdbcTemplate}, and the secret compared with its hash. A hundred keys, chosen at
 * random; the filter that would take the key from a header is not in it, as it is not in what is measured beside.
 */
abstract class SpringKeys implements BooleanSupplier, AuthenticationProvider {
    private static final int KEYS = 100;
    /** As many connections as everybody has. */
    private static final int POOL = 4;

    private final SecureRandom random = new SecureRandom();
    private final AuthenticationManager manager = new ProviderManager(this);
    private final JdbcTemplate jdbc;
    private final String[] keys = new String[KEYS];

    SpringKeys(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(POOL);
        jdbc = new JdbcTemplate(pool);
        jdbc.execute("create table api_key (id text primary key, owner text not null, secret_hash text not null,"
                + " authorities text not null, enabled boolean not null)");
        for (int i = 0; i < KEYS; i++) {
            String id = random(9);
            String secret = random(32);
            jdbc.update("insert into api_key values (?, ?, ?, 'read,write', true)", id, "owner " + i, hash(secret));
            keys[i] = id + "." + secret;
        }
    }

    abstract String hash(String secret);

    abstract boolean matches(String secret, String hash);

    private record Row(String owner, String hash, String authorities, boolean enabled) {}

    @Override
    public Authentication authenticate(Authentication request) {
        String key = (String) request.getPrincipal();
        int dot = key.indexOf('.');
        List<Row> rows = jdbc.query(
                "select owner, secret_hash, authorities, enabled from api_key where id = ?",
                (row, number) -> new Row(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)),
                key.substring(0, dot));
        if (rows.isEmpty()
                || !rows.get(0).enabled()
                || !matches(key.substring(dot + 1), rows.get(0).hash())) {
            throw new BadCredentialsException("unknown key");
        }
        Row row = rows.get(0);
        return new PreAuthenticatedAuthenticationToken(
                row.owner(), null, AuthorityUtils.commaSeparatedStringToAuthorityList(row.authorities()));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return PreAuthenticatedAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public boolean getAsBoolean() {
        String key = keys[ThreadLocalRandom.current().nextInt(KEYS)];
        return manager.authenticate(new PreAuthenticatedAuthenticationToken(key, "")).isAuthenticated();
    }

    private String random(int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }
}
