package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.WebResourceRoot;
import org.apache.catalina.core.JreMemoryLeakPreventionListener;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.loader.WebappLoader;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.DirResourceSet;
import org.apache.catalina.webresources.FileResourceSet;
import org.apache.catalina.webresources.StandardRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A web application that is deployed again and again, and closes its Latchkey each time. Argon2 and JNA lie in the
 * class loader of the container, which loads the library: a thread of JNA never ends, and keeps the loader that began
 * it.
 */
class TomcatRedeployTest {
    private static final int ROUNDS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Held, because the JDK forgets the level of a logger that nobody holds. */
    private static final Logger LOG = Logger.getLogger("org.apache");

    /** One class of each jar that the application has in its {@code WEB-INF/lib}. */
    private static final List<String> LIBRARIES = List.of(
            "dev.latchkey.core.key.ApiKey",
            "dev.latchkey.ports.KeyStore",
            "dev.latchkey.Latchkey",
            "dev.latchkey.adapter.inmemory.InMemoryKeyStore",
            "dev.latchkey.http.LatchkeyWeb",
            "dev.latchkey.adapter.servlet.LatchkeyServlets",
            "com.github.benmanes.caffeine.cache.Caffeine",
            "com.fasterxml.jackson.core.JsonFactory",
            "dev.latchkey.adapter.servlet.RedeployedApplication");

    @TempDir
    Path folder;

    @Test
    void classLoadersAndThreadsDoNotAddUp() throws Exception {
        LOG.setLevel(Level.WARNING);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        JreMemoryLeakPreventionListener early = new JreMemoryLeakPreventionListener();
        early.setClassesToInitialize("de.mkammerer.argon2.jna.Argon2Library");
        tomcat.getServer().addLifecycleListener(early);
        tomcat.start();
        try {
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                loaders.add(deployed(tomcat));
                awaitNoThread();
            }

            awaitCollected(loaders);
        } finally {
            tomcat.stop();
            tomcat.destroy();
            System.clearProperty("catalina.home");
        }
    }

    /** Deploys the application, calls it, and takes it away. */
    private WeakReference<ClassLoader> deployed(Tomcat tomcat) throws Exception {
        StandardContext context = new StandardContext();
        context.setName("/app");
        context.setPath("/app");
        context.setDocBase(folder.toString());
        context.addLifecycleListener(new Tomcat.FixContextListener());
        context.setLoader(new WebappLoader());
        WebResourceRoot resources = new StandardRoot(context);
        context.setResources(resources);
        for (String library : LIBRARIES) {
            add(resources, Class.forName(library));
        }
        context.addApplicationListener(RedeployedApplication.class.getName());
        tomcat.getHost().addChild(context);
        ClassLoader loader = context.getLoader().getClassLoader();
        String key = (String) context.getServletContext().getAttribute(RedeployedApplication.KEY);
        assertThat(loader.loadClass(Latchkey.class.getName())).isNotSameAs(Latchkey.class);
        assertThat(status(tomcat, key)).isEqualTo(204);
        assertThat(status(tomcat, "nonsense")).isEqualTo(401);
        assertThat(latchkeyThreads()).isNotEmpty();
        tomcat.getHost().removeChild(context);
        context.destroy();
        return new WeakReference<>(loader);
    }

    private static void add(WebResourceRoot resources, Class<?> library) throws URISyntaxException {
        File place = new File(
                library.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (place.isDirectory()) {
            resources.addPreResources(new DirResourceSet(resources, "/WEB-INF/classes", place.getPath(), "/"));
        } else {
            resources.addPreResources(
                    new FileResourceSet(resources, "/WEB-INF/lib/" + place.getName(), place.getPath(), "/"));
        }
    }

    private static int status(Tomcat tomcat, String key) throws Exception {
        URI uri = URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + "/app/v1/me");
        HttpRequest request =
                HttpRequest.newBuilder(uri).header("x-api-key", key).build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private static List<String> latchkeyThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("latchkey"))
                .toList();
    }

    /**
     * Polls, because only a collection shows what is held. The JDK itself keeps the class loader whose records were the
     * last to be compared, in a cache of one.
     */
    private static void awaitCollected(List<WeakReference<ClassLoader>> loaders) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (staying(loaders) > 1 && System.nanoTime() < deadline) {
            System.gc();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        assertThat(staying(loaders)).as("class loaders that stay").isLessThanOrEqualTo(1);
    }

    private static long staying(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> !loader.refersTo(null)).count();
    }

    /** A thread that has ended its work may be seen for a moment. */
    private static void awaitNoThread() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!latchkeyThreads().isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(latchkeyThreads()).as("threads after closing").isEmpty();
    }
}
