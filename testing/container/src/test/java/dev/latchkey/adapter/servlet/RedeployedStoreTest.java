package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.http.contract.fixture.Server;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * A web application on H2 whose classes have a loader of their own, and which is started and stopped again and again,
 * compared with one that has no Latchkey. H2 and the native library lie in the class loader of the container.
 */
class RedeployedStoreTest {
    static final String URL = "jdbc:h2:mem:redeployed";

    private static final int ROUNDS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void noThreadAndNoClassLoaderStaysThatDoesNotStayWithoutLatchkey() throws Exception {
        Class.forName("de.mkammerer.argon2.jna.Argon2Library");
        // The database stays open, so that H2 itself begins nothing on behalf of an application.
        try (Connection open = DriverManager.getConnection(URL)) {
            assertThat(open.isValid(1)).isTrue();
            List<WeakReference<ClassLoader>> without = new ArrayList<>();
            List<WeakReference<ClassLoader>> with = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                without.add(deployed(RedeployedPool.class, 204, 204));
                with.add(deployed(RedeployedStore.class, 204, 401));
            }

            // The JDK itself keeps the loader whose records were the last to be compared, in a cache of one.
            awaitStaying(with, 1);
            awaitStaying(without, 0);
        }
    }

    /** Starts the application, calls it with its key and another text, and stops it. */
    private static WeakReference<ClassLoader> deployed(Class<?> type, int withKey, int without) throws Exception {
        ClassLoader loader = new ApplicationLoader();
        ServletContextListener application = (ServletContextListener)
                loader.loadClass(type.getName()).getDeclaredConstructor().newInstance();
        assertThat(application).isNotInstanceOf(type);
        Container.Application started = new Container.Application("/app", false, context -> {
            // A listener that is added by code may do less than one of a web.xml.
            application.contextInitialized(new ServletContextEvent(context));
            context.addListener(new ServletContextListener() {
                @Override
                public void contextDestroyed(ServletContextEvent event) {
                    application.contextDestroyed(event);
                }
            });
            context.addServlet("empty", new Empty()).addMapping("/*");
        });
        try (Server server = Container.start(started)) {
            String key = (String) ((Supplier<?>) application).get();
            assertThat(status(server, key)).isEqualTo(withKey);
            assertThat(status(server, "nonsense")).isEqualTo(without);
            assertThat(threads().isEmpty()).isEqualTo(type == RedeployedPool.class);
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!threads().isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(threads()).as("threads after closing").isEmpty();
        return new WeakReference<>(loader);
    }

    private static int status(Server server, String key) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/app/v1/me");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).header("x-api-key", key).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("latchkey"))
                .toList();
    }

    /** Polls, because only a collection shows what is held. */
    private static void awaitStaying(List<WeakReference<ClassLoader>> loaders, int most) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (staying(loaders) > most && System.nanoTime() < deadline) {
            System.gc();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        assertThat(staying(loaders)).as("class loaders that stay").isLessThanOrEqualTo(most);
    }

    private static long staying(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> !loader.refersTo(null)).count();
    }

    /** Has the classes of Latchkey and of its libraries to itself, as a container gives them to each application. */
    private static final class ApplicationLoader extends ClassLoader {
        private static final List<String> OWN =
                List.of("dev.latchkey.", "org.jdbi.", "com.github.benmanes.", "com.fasterxml.");

        ApplicationLoader() {
            super(Latchkey.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null || OWN.stream().noneMatch(name::startsWith)) {
                    return loaded != null ? loaded : super.loadClass(name, resolve);
                }
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }

    /** Answers nothing. */
    private static final class Empty extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            response.setStatus(204);
        }
    }
}
