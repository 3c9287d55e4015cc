package dev.latchkey.http.contract;

import dev.latchkey.http.spi.InMemoryResourceDirectory;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.SearchableDirectory;
import java.util.List;
import java.util.Map;

/** The search through the lists of a directory that cannot search. */
class ListedSearchTest extends SearchableDirectoryContract {
    @Override
    protected SearchableDirectory directory(Map<String, List<Resource>> resources) {
        InMemoryResourceDirectory directory = InMemoryResourceDirectory.empty();
        for (Map.Entry<String, List<Resource>> own : resources.entrySet()) {
            directory = directory.with(own.getKey(), own.getValue().toArray(Resource[]::new));
        }
        return SearchableDirectory.of(directory);
    }
}
