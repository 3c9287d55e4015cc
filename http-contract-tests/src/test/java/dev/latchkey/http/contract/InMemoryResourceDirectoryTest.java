package dev.latchkey.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.spi.InMemoryResourceDirectory;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemoryResourceDirectoryTest extends ResourceDirectoryContract {
    @Override
    protected ResourceDirectory directory(Map<String, List<Resource>> resources) {
        InMemoryResourceDirectory directory = InMemoryResourceDirectory.empty();
        for (Map.Entry<String, List<Resource>> own : resources.entrySet()) {
            directory = directory.with(own.getKey(), own.getValue().toArray(Resource[]::new));
        }
        return directory;
    }

    @Test
    void addingChangesNoFormerDirectory() {
        InMemoryResourceDirectory one = InMemoryResourceDirectory.empty().with("acme", new Resource("a", "1", "first"));
        InMemoryResourceDirectory two = one.with("acme", new Resource("b", "2", "second"));

        assertThat(one.list("acme")).hasSize(1);
        assertThat(two.list("acme")).hasSize(2);
    }
}
