package dev.latchkey.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.SearchableDirectory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract is worth what it catches: each of these directories breaks one promise. */
class BrokenDirectoriesTest {
    private static final Comparator<Resource> ORDER =
            Comparator.comparing(Resource::displayName).thenComparing(Resource::id);

    /** A directory that keeps its promises, and of which parts are replaced. */
    private static class Model implements SearchableDirectory {
        final Map<String, List<Resource>> resources;

        Model(Map<String, List<Resource>> resources) {
            this.resources = resources;
        }

        List<Resource> of(String tenant) {
            return resources.getOrDefault(tenant, List.of());
        }

        boolean begins(String word, String text) {
            return word.startsWith(text);
        }

        boolean follows(Resource resource, Resource after) {
            return ORDER.compare(resource, after) > 0;
        }

        @Override
        public List<Resource> search(String tenant, String text, Resource after, int limit) {
            return of(tenant).stream()
                    .sorted(ORDER)
                    .filter(one -> after == null || follows(one, after))
                    .filter(one ->
                            Stream.of(one.id(), one.label(), one.displayName()).anyMatch(word -> begins(word, text)))
                    .limit(limit)
                    .toList();
        }
    }

    private static Function<Map<String, List<Resource>>, SearchableDirectory> comparing(
            BiPredicate<String, String> wrong) {
        return resources -> new Model(resources) {
            @Override
            boolean begins(String word, String text) {
                return wrong.test(word, text);
            }
        };
    }

    private static Map<String, Function<Map<String, List<Resource>>, SearchableDirectory>> broken() {
        Map<String, Function<Map<String, List<Resource>>, SearchableDirectory>> broken = new LinkedHashMap<>();
        broken.put("finds what has the text anywhere", comparing(String::contains));
        broken.put("finds the whole word alone", comparing((word, text) -> text.isEmpty() || word.equals(text)));
        broken.put("ignores the text", comparing((word, text) -> true));
        broken.put("takes wildcards", comparing(BrokenDirectoriesTest::like));
        broken.put(
                "finds by the display name alone",
                resources -> (tenant, text, after, limit) -> new Model(resources)
                        .search(tenant, "", after, Integer.MAX_VALUE).stream()
                                .filter(one -> one.displayName().startsWith(text))
                                .limit(limit)
                                .toList());
        broken.put("shows other tenants", resources -> new Model(resources) {
            @Override
            List<Resource> of(String tenant) {
                return resources.values().stream().flatMap(List::stream).toList();
            }
        });
        broken.put("compares names alone", resources -> new Model(resources) {
            @Override
            boolean follows(Resource resource, Resource after) {
                return resource.displayName().compareTo(after.displayName()) > 0;
            }
        });
        broken.put("repeats the last one", resources -> new Model(resources) {
            @Override
            boolean follows(Resource resource, Resource after) {
                return ORDER.compare(resource, after) >= 0;
            }
        });
        broken.put("changes its order", resources -> {
            int[] calls = {0};
            return (tenant, text, after, limit) -> {
                List<Resource> found = new ArrayList<>(new Model(resources).search(tenant, text, after, limit));
                calls[0]++;
                if (calls[0] % 2 == 0) {
                    Collections.reverse(found);
                }
                return found;
            };
        });
        broken.put(
                "gives short pages",
                resources -> (tenant, text, after, limit) ->
                        new Model(resources).search(tenant, text, after, Math.max(1, limit - 1)));
        broken.put(
                "knows no limit",
                resources -> (tenant, text, after, limit) ->
                        new Model(resources).search(tenant, text, after, Integer.MAX_VALUE));
        broken.put(
                "filters a page that it has cut",
                resources -> (tenant, text, after, limit) -> new Model(resources)
                        .search(tenant, "", after, limit).stream()
                                .filter(one -> Stream.of(one.id(), one.label(), one.displayName())
                                        .anyMatch(word -> word.startsWith(text)))
                                .toList());
        return broken;
    }

    /** Compares as SQL does: an underscore stands for any character, and a percent sign for any number of them. */
    private static boolean like(String word, String text) {
        int percent = text.indexOf('%');
        int end = percent < 0 ? text.length() : percent;
        return end <= word.length()
                && IntStream.range(0, end).allMatch(i -> text.charAt(i) == '_' || text.charAt(i) == word.charAt(i));
    }

    @Test
    void aDirectoryWithoutAFaultPasses() {
        assertThat(failures(Model::new)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aDirectoryWithAFaultIsCaught() {
        return broken().entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey(), () -> assertThat(failures(one.getValue())).isNotEmpty()));
    }

    /** Runs the contract, and returns the names of the tests that fail. */
    private static List<String> failures(Function<Map<String, List<Resource>>, SearchableDirectory> made) {
        List<String> failures = new ArrayList<>();
        for (Method test : SearchableDirectoryContract.class.getDeclaredMethods()) {
            if (test.isAnnotationPresent(Test.class)) {
                SearchableDirectoryContract contract = new SearchableDirectoryContract() {
                    @Override
                    protected SearchableDirectory directory(Map<String, List<Resource>> resources) {
                        return made.apply(resources);
                    }
                };
                contract.open();
                try {
                    test.invoke(contract);
                } catch (InvocationTargetException e) {
                    failures.add(test.getName());
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return failures;
    }
}
