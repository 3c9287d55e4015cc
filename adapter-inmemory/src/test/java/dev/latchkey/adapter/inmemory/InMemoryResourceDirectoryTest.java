package dev.latchkey.adapter.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.ports.spi.Resource;
import org.junit.jupiter.api.Test;

class InMemoryResourceDirectoryTest {
    private static final Resource FIRST = new Resource("z", "+491", "first");
    private static final Resource SECOND = new Resource("a", "+492", "second");

    private final InMemoryResourceDirectory directory = InMemoryResourceDirectory.empty()
            .with("acme", FIRST)
            .with("acme", SECOND)
            .with("globex", FIRST);

    @Test
    void resourcesAreListedInTheirOrder() {
        assertThat(directory.list("acme")).containsExactly(FIRST, SECOND);
        assertThat(directory.list("globex")).containsExactly(FIRST);
        assertThat(directory.list("nobody")).isEmpty();
    }

    @Test
    void aResourceIsFoundWithinItsTenantAlone() {
        assertThat(directory.find("acme", "a")).contains(SECOND);
        assertThat(directory.find("globex", "a")).isEmpty();
        assertThat(directory.find("nobody", "a")).isEmpty();
        assertThat(directory.find("acme", "A")).isEmpty();
    }

    @Test
    void addingChangesNoFormerDirectory() {
        InMemoryResourceDirectory more = directory.with("acme", new Resource("n", "+493", "third"));

        assertThat(more.list("acme")).hasSize(3);
        assertThat(directory.list("acme")).hasSize(2);
    }
}
