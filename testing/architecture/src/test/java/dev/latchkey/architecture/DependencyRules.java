package dev.latchkey.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What each module may know. Everything that is not listed is forbidden, so that nobody has to foresee it. */
final class DependencyRules {
    /** Values, collections, functions and instants. */
    private static final DescribedPredicate<JavaClass> JAVA =
            resideInAnyPackage("java.lang", "java.util", "java.util.function", "java.util.stream", "java.time");

    private static final DescribedPredicate<JavaClass> CONCURRENCY =
            resideInAnyPackage("java.util.concurrent", "java.util.concurrent.atomic", "java.util.concurrent.locks");

    private static final DescribedPredicate<JavaClass> ADDRESSES = types(InetAddress.class, UnknownHostException.class);

    private static final DescribedPredicate<JavaClass> JSPECIFY = resideInAnyPackage("org.jspecify.annotations");
    private static final DescribedPredicate<JavaClass> SLF4J = resideInAnyPackage("org.slf4j");
    private static final DescribedPredicate<JavaClass> CAFFEINE =
            resideInAnyPackage("com.github.benmanes.caffeine.cache");
    private static final DescribedPredicate<JavaClass> BUCKET4J = resideInAnyPackage("io.github.bucket4j..");

    private static final DescribedPredicate<JavaClass> CORE_TOOLS = resideInAnyPackage(
                    "java.lang.annotation",
                    "java.math",
                    "java.nio",
                    "java.nio.charset",
                    "java.security",
                    "java.time.format",
                    "java.time.temporal",
                    "java.util.regex",
                    "java.util.zip",
                    "javax.crypto",
                    "javax.crypto.spec")
            .or(ADDRESSES);

    private DependencyRules() {}

    static ArchRule core(Hexagon h) {
        DescribedPredicate<JavaClass> core = h.in("core..").and(not(h.in("core.hashing..")));
        return only(core, h.in("core.."), JAVA, CONCURRENCY, CORE_TOOLS, JSPECIFY);
    }

    static ArchRule hashing(Hexagon h) {
        DescribedPredicate<JavaClass> argon2 = resideInAnyPackage("de.mkammerer.argon2");
        return only(h.in("core.hashing.."), h.in("core.."), JAVA, CONCURRENCY, CORE_TOOLS, JSPECIFY, argon2);
    }

    /** Neither the services above it nor the adapters below it. */
    static ArchRule ports(Hexagon h) {
        return only(h.in("ports.."), h.in("ports..", "core.."), JAVA, resideInAnyPackage("java.util.regex"), JSPECIFY);
    }

    static ArchRule application(Hexagon h) {
        DescribedPredicate<JavaClass> own = h.application().or(h.in("ports..", "core.."));
        DescribedPredicate<JavaClass> digests =
                types(MessageDigest.class).or(resideInAnyPackage("java.nio", "java.nio.charset"));
        // So that threads of what a host forgot to close can end.
        DescribedPredicate<JavaClass> weak = types(Reference.class, WeakReference.class);
        return only(h.application(), own, JAVA, CONCURRENCY, ADDRESSES, JSPECIFY, SLF4J, CAFFEINE, digests, weak);
    }

    /** What the adapters share of their rate limiters. */
    static ArchRule bucket4j(Hexagon h) {
        DescribedPredicate<JavaClass> own = h.in("bucket4j..", "ports..").or(model(h));
        return only(h.in("bucket4j.."), own, JAVA, CONCURRENCY, JSPECIFY, BUCKET4J);
    }

    static ArchRule inmemory(Hexagon h) {
        DescribedPredicate<JavaClass> own =
                h.in("adapter.inmemory..", "bucket4j..", "ports..").or(model(h));
        return only(h.in("adapter.inmemory.."), own, JAVA, CONCURRENCY, JSPECIFY, CAFFEINE, BUCKET4J);
    }

    static ArchRule jdbc(Hexagon h) {
        DescribedPredicate<JavaClass> own =
                h.in("adapter.jdbc..", "bucket4j..", "ports..").or(model(h));
        DescribedPredicate<JavaClass> sql = resideInAnyPackage("java.sql", "javax.sql", "org.jdbi.v3.core..");
        // JDBC has no notifications.
        DescribedPredicate<JavaClass> listening =
                named(Set.of("org.postgresql.PGConnection", "org.postgresql.PGNotification"));
        // Optional: where the host has Spring's transactions, they are joined.
        DescribedPredicate<JavaClass> spring = named(Set.of(
                "org.springframework.jdbc.datasource.DataSourceUtils",
                "org.springframework.transaction.support.TransactionSynchronizationManager"));
        DescribedPredicate<JavaClass> resources = types(
                        InputStream.class, IOException.class, UncheckedIOException.class)
                .or(resideInAnyPackage("java.nio.charset", "java.util.regex"))
                // Named by the methods of a DataSource.
                .or(named(Set.of("java.io.PrintWriter", "java.util.logging.Logger")));
        // JDBC cannot compact a file.
        DescribedPredicate<JavaClass> file = resideInAnyPackage("org.h2..");
        return only(
                h.in("adapter.jdbc.."),
                own,
                JAVA,
                CONCURRENCY,
                JSPECIFY,
                SLF4J,
                BUCKET4J,
                sql,
                listening,
                spring,
                resources,
                file);
    }

    static ArchRule mongo(Hexagon h) {
        DescribedPredicate<JavaClass> own =
                h.in("adapter.mongo..", "bucket4j..", "ports..").or(model(h));
        DescribedPredicate<JavaClass> driver =
                resideInAnyPackage("com.mongodb..", "org.bson..").or(types(ByteBuffer.class));
        return only(h.in("adapter.mongo.."), own, JAVA, CONCURRENCY, JSPECIFY, SLF4J, BUCKET4J, driver);
    }

    /**
     * A store would be a way around authentication, so of the ports it knows only queries and what they return. No web
     * stack.
     */
    static ArchRule http(Hexagon h) {
        DescribedPredicate<JavaClass> services = h.application().and(not(h.in("internal..")));
        DescribedPredicate<JavaClass> own = h.http().or(services).or(model(h));
        DescribedPredicate<JavaClass> records = h.in("ports.query..");
        DescribedPredicate<JavaClass> json = resideInAnyPackage("com.fasterxml.jackson.core..");
        DescribedPredicate<JavaClass> text = types(
                        InputStream.class,
                        IOException.class,
                        UncheckedIOException.class,
                        StringWriter.class,
                        Writer.class)
                .or(resideInAnyPackage(
                        "java.nio", "java.nio.charset", "java.time.format", "java.time.temporal", "java.util.regex"));
        DescribedPredicate<JavaClass> identity = types(
                        MessageDigest.class, NoSuchAlgorithmException.class, X509Certificate.class)
                .or(ADDRESSES);
        return only(h.http(), own, records, JAVA, JSPECIFY, SLF4J, json, text, identity);
    }

    /** What is decided about a request is decided in http, so of the rest of Latchkey it knows only values. */
    static ArchRule servlet(Hexagon h) {
        DescribedPredicate<JavaClass> own =
                h.in("adapter.servlet..", "http", "http.spi..").or(model(h));
        DescribedPredicate<JavaClass> servlets = resideInAnyPackage("jakarta.servlet..");
        DescribedPredicate<JavaClass> tools = types(
                        IOException.class,
                        PrintWriter.class,
                        StandardCharsets.class,
                        Principal.class,
                        X509Certificate.class,
                        AtomicBoolean.class,
                        InetSocketAddress.class)
                .or(ADDRESSES);
        // web.xml names a class of the host's. Jetty's filters and the containers' sockets are reached without
        // depending on a container.
        DescribedPredicate<JavaClass> reflection =
                types(Constructor.class, Method.class, Modifier.class, InvocationTargetException.class, Array.class);
        return only(h.in("adapter.servlet.."), own, JAVA, JSPECIFY, servlets, tools, reflection);
    }

    /** As the servlet adapter. The one method that is reached by reflection returns another type in each version. */
    static ArchRule vertx(Hexagon h) {
        DescribedPredicate<JavaClass> own =
                h.in("adapter.vertx..", "http", "http.spi..").or(model(h));
        DescribedPredicate<JavaClass> stack = resideInAnyPackage("io.vertx.core..", "io.vertx.ext.web..");
        DescribedPredicate<JavaClass> tools = types(
                        Callable.class,
                        Certificate.class,
                        X509Certificate.class,
                        SSLPeerUnverifiedException.class,
                        SSLSession.class,
                        URLDecoder.class,
                        StandardCharsets.class,
                        Charset.class)
                .or(ADDRESSES);
        DescribedPredicate<JavaClass> reflection = types(Method.class, InvocationTargetException.class);
        return only(h.in("adapter.vertx.."), own, JAVA, JSPECIFY, stack, tools, reflection);
    }

    /** As the servlet adapter. Netty is known for the thread of a connection alone. */
    static ArchRule webflux(Hexagon h) {
        DescribedPredicate<JavaClass> own =
                h.in("adapter.webflux..", "http", "http.spi..").or(model(h));
        DescribedPredicate<JavaClass> stack = resideInAnyPackage(
                        "org.springframework.core",
                        "org.springframework.core.io.buffer",
                        "org.springframework.http",
                        "org.springframework.http.server",
                        "org.springframework.http.server.reactive",
                        "org.springframework.util",
                        "org.springframework.web.server",
                        "org.reactivestreams",
                        "reactor.core..")
                .or(named(Set.of(
                        "reactor.netty.Connection",
                        "reactor.netty.http.server.HttpServerRequest",
                        "io.netty.channel.Channel",
                        "io.netty.channel.EventLoop",
                        "io.netty.handler.codec.http.HttpHeaders")));
        DescribedPredicate<JavaClass> tools = types(
                        CompletableFuture.class,
                        Executor.class,
                        InetSocketAddress.class,
                        Principal.class,
                        SocketAddress.class,
                        URI.class,
                        X509Certificate.class)
                .or(ADDRESSES);
        return only(h.in("adapter.webflux.."), own, JAVA, JSPECIFY, stack, tools);
    }

    /** Files and what they are served with. What is done with keys is asked over HTTP. */
    static ArchRule console(Hexagon h) {
        DescribedPredicate<JavaClass> own = h.in("console..", "http.spi..").or(model(h));
        DescribedPredicate<JavaClass> json = resideInAnyPackage("com.fasterxml.jackson.core..");
        DescribedPredicate<JavaClass> files = types(
                        InputStream.class,
                        OutputStream.class,
                        ByteArrayOutputStream.class,
                        IOException.class,
                        UncheckedIOException.class,
                        MessageDigest.class,
                        NoSuchAlgorithmException.class)
                .or(resideInAnyPackage("java.nio.charset", "java.util.regex"));
        return only(h.in("console.."), own, JAVA, JSPECIFY, json, files);
    }

    /** It moves what stores keep, whatever stores they are. */
    static ArchRule transfer(Hexagon h) {
        DescribedPredicate<JavaClass> own = h.in("transfer..", "ports..").or(model(h));
        DescribedPredicate<JavaClass> json = resideInAnyPackage("com.fasterxml.jackson.core..");
        DescribedPredicate<JavaClass> streams = types(
                        InputStream.class,
                        BufferedInputStream.class,
                        OutputStream.class,
                        BufferedOutputStream.class,
                        ByteArrayOutputStream.class,
                        StringWriter.class,
                        Writer.class,
                        IOException.class,
                        UncheckedIOException.class)
                .or(resideInAnyPackage("java.nio", "java.nio.charset", "java.time.format"));
        return only(h.in("transfer.."), own, JAVA, JSPECIFY, json, streams);
    }

    static ArchRule contracts(Hexagon h) {
        DescribedPredicate<JavaClass> own = h.in("contract..", "ports..").or(model(h));
        DescribedPredicate<JavaClass> tests =
                resideInAnyPackage("org.junit.jupiter.api", "org.junit.jupiter.api.parallel", "org.assertj.core.api");
        return only(h.in("contract.."), own, JAVA, CONCURRENCY, JSPECIFY, tests);
    }

    /** The core without what is internal to it. */
    private static DescribedPredicate<JavaClass> model(Hexagon h) {
        return h.in("core..").and(not(h.in("core.internal..")));
    }

    @SafeVarargs
    private static ArchRule only(DescribedPredicate<JavaClass> who, DescribedPredicate<JavaClass>... whiteLists) {
        // The annotation of the bad classes is allowed everywhere.
        DescribedPredicate<JavaClass> any = types(Breaks.class);
        for (DescribedPredicate<JavaClass> list : whiteLists) {
            any = any.or(list);
        }
        return classes().that(who).should().onlyDependOnClassesThat(listed(any));
    }

    private static DescribedPredicate<JavaClass> listed(DescribedPredicate<JavaClass> lists) {
        return describe("are listed", type -> {
            JavaClass element = type.getBaseComponentType();
            return element.isPrimitive() || lists.test(element);
        });
    }

    private static DescribedPredicate<JavaClass> types(Class<?>... types) {
        return named(Stream.of(types).map(Class::getName).collect(Collectors.toSet()));
    }

    private static DescribedPredicate<JavaClass> named(Set<String> names) {
        return describe("are among " + names, type -> names.contains(type.getName()));
    }
}
