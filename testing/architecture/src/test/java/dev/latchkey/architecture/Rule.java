package dev.latchkey.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.function.Function;

/** All rules. Each has classes below {@code bad} that break it. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are references to static methods
enum Rule {
    // 1
    CORE_KNOWS_ITSELF_AND_THE_JDK(DependencyRules::core),
    HASHING_KNOWS_ARGON2_BESIDES(DependencyRules::hashing),
    // 2
    PORTS_KNOW_THE_CORE(DependencyRules::ports),
    APPLICATION_KNOWS_THE_PORTS(DependencyRules::application),
    PORTS_ARE_INTERFACES_AND_VALUES(ShapeRules::ports),
    // 3 and 4
    BUCKET4J_KNOWS_THE_PORTS(DependencyRules::bucket4j),
    INMEMORY_KNOWS_THE_PORTS(DependencyRules::inmemory),
    JDBC_KNOWS_THE_PORTS(DependencyRules::jdbc),
    MONGO_KNOWS_THE_PORTS(DependencyRules::mongo),
    HTTP_KNOWS_THE_APPLICATION_AND_NO_STORE(DependencyRules::http),
    SERVLET_KNOWS_HTTP(DependencyRules::servlet),
    VERTX_KNOWS_HTTP(DependencyRules::vertx),
    WEBFLUX_KNOWS_HTTP(DependencyRules::webflux),
    CONSOLE_KNOWS_FILES_ALONE(DependencyRules::console),
    TRANSFER_KNOWS_THE_PORTS(DependencyRules::transfer),
    CONTRACTS_KNOW_THE_PORTS(DependencyRules::contracts),
    // 5
    SIGNATURES_MENTION_NOTHING_INTERNAL(ShapeRules::signatures),
    // 6
    ONE_CLASS_READS_THE_WALL_CLOCK(ClockRules::wallClock),
    FEW_CLASSES_MEASURE_TIME(ClockRules::nanoTime),
    // 7
    ONE_CLASS_MAKES_SECRETS(RandomRules::secureRandom),
    NOTHING_ELSE_IS_RANDOM(RandomRules::nothingElse),
    // 8
    FEW_CLASSES_REVEAL_A_RAW_KEY(SecretRules::reveal),
    BYTES_ARE_COMPARED_IN_CONSTANT_TIME(SecretRules::comparisons),
    NOTHING_IS_SERIALIZED(SecretRules::serialization),
    // 9
    FIELDS_ARE_FINAL(ShapeRules::finalFields),
    NO_PACKAGE_CYCLES(ShapeRules::cycles),
    NO_STANDARD_STREAMS(StyleRules::standardStreams),
    NO_WARNING_WITHOUT_A_BOUND(StyleRules::warnings),
    NO_GENERIC_EXCEPTIONS(StyleRules::genericExceptions),
    NO_HEADER_IS_PARSED_BY_THE_CONTAINER(StyleRules::unparsedHeaders),
    // 10
    EVERY_ADAPTER_PASSES_ITS_CONTRACT(ContractRules::everyAdapter);

    private final Function<Hexagon, ArchRule> definition;

    Rule(Function<Hexagon, ArchRule> definition) {
        this.definition = definition;
    }

    ArchRule of(Hexagon hexagon) {
        return definition.apply(hexagon).allowEmptyShould(false);
    }

    EvaluationResult evaluate(Hexagon hexagon) {
        return evaluate(hexagon, hexagon.classes());
    }

    EvaluationResult evaluate(Hexagon hexagon, JavaClasses classes) {
        return of(hexagon).evaluate(classes);
    }
}
