package dev.latchkey.examples.grpc;

import dev.latchkey.core.access.Requirement;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What each method needs of its caller. A method without a rule is refused. Immutable. */
final class MethodRules {
    /** By the full name of the method; empty for a method that everyone may call. */
    private final Map<String, Optional<Requirement>> rules;

    private MethodRules(Map<String, Optional<Requirement>> rules) {
        this.rules = Map.copyOf(rules);
    }

    static MethodRules none() {
        return new MethodRules(Map.of());
    }

    MethodRules requires(MethodDescriptor<?, ?> method, Requirement requirement) {
        return with(method, Optional.of(requirement));
    }

    MethodRules open(MethodDescriptor<?, ?> method) {
        return with(method, Optional.empty());
    }

    private MethodRules with(MethodDescriptor<?, ?> method, Optional<Requirement> rule) {
        Map<String, Optional<Requirement>> all = new HashMap<>(rules);
        if (all.put(method.getFullMethodName(), rule) != null) {
            throw new IllegalArgumentException("has two rules: " + method.getFullMethodName());
        }
        return new MethodRules(all);
    }

    boolean isOpen(MethodDescriptor<?, ?> method) {
        Optional<Requirement> rule = rules.get(method.getFullMethodName());
        return rule != null && rule.isEmpty();
    }

    /** Returns what a method needs; empty if it has no rule. */
    Optional<Requirement> of(MethodDescriptor<?, ?> method) {
        return rules.getOrDefault(method.getFullMethodName(), Optional.empty());
    }

    /** Refuses, at the start of a server, services with methods that nobody could call, and rules of no method. */
    void check(List<ServerServiceDefinition> services) {
        Set<String> differing = new TreeSet<>(rules.keySet());
        Stream<String> methods = services.stream()
                .flatMap(service -> service.getMethods().stream())
                .map(method -> method.getMethodDescriptor().getFullMethodName());
        methods.forEach(name -> {
            if (!differing.remove(name)) {
                differing.add(name);
            }
        });
        if (!differing.isEmpty()) {
            throw new IllegalArgumentException("methods without a rule, or rules without a method: " + differing);
        }
    }
}
