package dev.latchkey.spring.boot;

import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out auto-configurations whose names contain one of the parts that the property {@code test.without} lists, as
 * if the application had not that library.
 */
public final class WithoutPartsFilter implements AutoConfigurationImportFilter, EnvironmentAware {
    private String[] parts = {};

    @Override
    public void setEnvironment(Environment environment) {
        parts = environment.getProperty("test.without", String[].class, new String[0]);
    }

    @Override
    public boolean[] match(String[] names, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            matches[i] = name == null || Stream.of(parts).noneMatch(name::contains);
        }
        return matches;
    }
}
