package dev.latchkey.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.slf4j.Logger;

/** A library neither prints, nor fills logs, nor throws what its caller cannot tell apart. */
final class StyleRules {
    private static final Set<String> STREAMS = Set.of("in", "out", "err");

    /**
     * What of a servlet request returns what was sent, or what the container has, and parses nothing. {@code getClass}
     * belongs to {@code Object}, but the compilers of JDK 18 and later name the interface on which it is called.
     */
    private static final Set<String> UNPARSED = Set.of(
            "<init>",
            "getAttribute",
            "setAttribute",
            "removeAttribute",
            "getAuthType",
            "getClass",
            "getContentLengthLong",
            "getContextPath",
            "getDispatcherType",
            "getHeader",
            "getHeaders",
            "getHeaderNames",
            "getInputStream",
            "getMethod",
            "getPathInfo",
            "getProtocol",
            "getQueryString",
            "getRemoteAddr",
            "getRequest",
            "getRequestURI",
            "getServerName",
            "getServerPort",
            "getServletContext",
            "getServletPath",
            "getUserPrincipal",
            "isAsyncStarted",
            "isAsyncSupported",
            "isSecure",
            "startAsync");

    private StyleRules() {}

    /** Containers throw from methods that parse what a client has sent, such as the one for its character encoding. */
    static ArchRule unparsedHeaders(Hexagon h) {
        return classes()
                .that(h.in("adapter.servlet.."))
                .should(Uses.access(
                        "let the container parse what a client sends",
                        access -> access.getTargetOwner().isAssignableTo("jakarta.servlet.ServletRequest")
                                && !access.getTargetOwner().getPackageName().startsWith(h.root())
                                && !UNPARSED.contains(access.getName())
                                && !handsOn(access)));
    }

    /** A wrapper hands on what the host asks for. */
    private static boolean handsOn(JavaAccess<?> access) {
        return access.getOrigin().getName().equals(access.getName())
                && access.getOriginOwner().isAssignableTo("jakarta.servlet.ServletRequestWrapper");
    }

    static ArchRule standardStreams(Hexagon h) {
        return classes()
                .that(h.production())
                .should(Uses.access("use the standard streams", StyleRules::usesStandardStream));
    }

    /** What fails may fail at every request. Loggers are handed to a RepeatedWarning by method references. */
    static ArchRule warnings(Hexagon h) {
        return classes().that(h.production()).should(Uses.access("warn without a bound", StyleRules::warns));
    }

    static ArchRule genericExceptions(Hexagon h) {
        return classes()
                .that(h.production().or(h.in("contract..")))
                .should(Uses.access("make generic exceptions", StyleRules::makesGenericException));
    }

    private static boolean usesStandardStream(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String target = access.getTarget().getFullName();
        return (owner.isEquivalentTo(System.class) && STREAMS.contains(access.getName()))
                || (owner.isAssignableTo(Throwable.class) && target.endsWith(".printStackTrace()"));
    }

    private static boolean warns(JavaAccess<?> access) {
        return access instanceof JavaMethodCall
                && access.getTargetOwner().isAssignableTo(Logger.class)
                && (access.getName().equals("warn") || access.getName().equals("error"));
    }

    private static boolean makesGenericException(JavaAccess<?> access) {
        JavaClass type = access.getTargetOwner();
        boolean generic = type.isEquivalentTo(Throwable.class)
                || type.isEquivalentTo(Exception.class)
                || type.isEquivalentTo(RuntimeException.class)
                || type.isEquivalentTo(Error.class);
        boolean callOfSuper = access.getOrigin().isConstructor()
                && access.getOriginOwner().getRawSuperclass().stream().anyMatch(type::equals);
        return generic && access.getName().equals("<init>") && !callOfSuper;
    }
}
