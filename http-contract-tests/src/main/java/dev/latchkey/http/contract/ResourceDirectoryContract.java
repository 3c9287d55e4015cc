package dev.latchkey.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Everything that a {@link ResourceDirectory} promises. A host may run it on its own. Extend it, make a directory of
 * the given resources, run it.
 */
public abstract class ResourceDirectoryContract {
    private static final Resource Z = new Resource("z9", "+49301", "Zentrale");
    private static final Resource A = new Resource("a1", "+49302", "Außenstelle");
    private static final Resource THEIRS = new Resource("t1", "+49303", "Theirs");

    private ResourceDirectory directory;

    /** Creates the contract, for the test of an adapter. */
    protected ResourceDirectoryContract() {}

    /**
     * Makes the directory under test. Called once for each test.
     *
     * @param resources the resources of each tenant, in the order in which lists are to show them
     * @return a directory of these and no others
     */
    protected abstract ResourceDirectory directory(Map<String, List<Resource>> resources);

    @BeforeEach
    void open() {
        directory = directory(Map.of("acme", List.of(Z, A), "globex", List.of(THEIRS)));
    }

    @Test
    void resourcesAreListedInTheirOrder() {
        assertThat(directory.list("acme")).containsExactly(Z, A);
        assertThat(directory.list("globex")).containsExactly(THEIRS);
    }

    @Test
    void aTenantWithoutResourcesHasAnEmptyList() {
        assertThat(directory.list("nobody")).isEmpty();
        assertThat(directory.list("ACME")).isEmpty();
        assertThat(directory.list("acm%")).isEmpty();
    }

    @Test
    void aResourceIsFoundByItsId() {
        assertThat(directory.find("acme", "z9")).contains(Z);
        assertThat(directory.find("acme", "a1")).contains(A);
    }

    @Test
    void aResourceOfAnotherTenantIsNotFound() {
        assertThat(directory.find("acme", "t1")).isEmpty();
        assertThat(directory.find("globex", "z9")).isEmpty();
        assertThat(directory.find("nobody", "z9")).isEmpty();
    }

    @Test
    void anIdOfAnyContentIsAnsweredAndFindsNothing() {
        List<String> sent = List.of(
                "",
                " ",
                "z9 ",
                " z9",
                "Z9",
                "z_",
                "%",
                "' or ''='",
                "\\",
                "\u0000",
                "\ud800",
                "z9\n",
                "x".repeat(100_000));
        for (String id : sent) {
            assertThat(directory.find("acme", id)).isEmpty();
        }
    }
}
