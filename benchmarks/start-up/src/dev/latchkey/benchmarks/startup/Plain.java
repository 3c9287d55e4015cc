package dev.latchkey.benchmarks.startup;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A small application with a database, which tells when it is started and ends with its input. */
@SpringBootConfiguration
@EnableAutoConfiguration
@RestController
public class Plain {
    /**
     * Starts the application.
     *
     * @param args the properties
     * @throws IOException when its input cannot be read
     */
    public static void main(String[] args) throws IOException {
        run(Plain.class, args);
    }

    static void run(Class<?> application, String[] args) throws IOException {
        try (ConfigurableApplicationContext context = SpringApplication.run(application, args)) {
            Path maps = Path.of("/proc/self/maps");
            boolean argon2 = Files.exists(maps) && Files.readString(maps).contains("argon2");
            long cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getProcessCpuTime();
            System.out.println("STARTED " + context.containsBean("latchkey") + " " + argon2 + " " + cpu);
            System.in.read();
        }
    }

    /** The application without the starter connects to its database too. */
    @Bean
    InitializingBean connected(DataSource database) {
        return () -> connect(database);
    }

    private static void connect(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!connection.isValid(5)) {
                throw new IllegalStateException("no connection");
            }
        }
    }

    @GetMapping("/messages")
    String messages() {
        return "none";
    }
}
