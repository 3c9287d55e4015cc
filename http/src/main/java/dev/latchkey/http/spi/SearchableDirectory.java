package dev.latchkey.http.spi;

import dev.latchkey.ports.StoreException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A directory that finds the resources of a tenant by a text and page by page, so that a tenant with very many of them
 * needs no list of all. A host's {@link ResourceDirectory} may implement it too. Implementations are safe for use by
 * several threads, and throw {@link StoreException} if they cannot answer. They promise:
 *
 * <ul>
 *   <li>SD1: A page has resources of the tenant whose id, label or display name begins with the text, and no others.
 *       Whether case counts is the directory's choice. An empty text finds all.
 *   <li>SD2: The text is of any content, and no character of it stands for others.
 *   <li>SD3: The order does not change between calls. Pages that each follow the last resource of the page before have
 *       every resource once.
 *   <li>SD4: A page is full if enough resources follow.
 * </ul>
 *
 * <p>Every implementation must pass {@code dev.latchkey.http.contract.SearchableDirectoryContract} of the module
 * {@code latchkey-http-contract-tests}. The names of its tests begin with these numbers.
 */
public interface SearchableDirectory {
    /**
     * Finds resources of a tenant.
     *
     * @param tenant the tenant
     * @param text what the id, the label or the display name begins with, of any content; empty for all
     * @param after the last resource of the previous page, as it is now; null for the first page
     * @param limit how many resources the page may have, at least 1
     * @return the resources that follow, in the order of the directory
     * @throws StoreException if the directory cannot answer
     */
    List<Resource> search(String tenant, String text, @Nullable Resource after, int limit);

    /**
     * Returns the search of a directory. It is the directory itself if that can search. Otherwise each search goes
     * through the list of all resources of the tenant, in the order of that list, and case does not count.
     *
     * @param directory the directory
     * @return its search
     */
    static SearchableDirectory of(ResourceDirectory directory) {
        return directory instanceof SearchableDirectory searchable
                ? searchable
                : (tenant, text, after, limit) -> page(directory.list(tenant), text, after, limit);
    }

    private static List<Resource> page(List<Resource> all, String text, @Nullable Resource after, int limit) {
        List<Resource> following = all;
        if (after != null) {
            int before = all.stream().map(Resource::id).toList().indexOf(after.id());
            following = before < 0 ? List.of() : all.subList(before + 1, all.size());
        }
        return following.stream()
                .filter(resource -> begins(resource, text))
                .limit(limit)
                .toList();
    }

    private static boolean begins(Resource resource, String text) {
        return List.of(resource.id(), resource.label(), resource.displayName()).stream()
                .anyMatch(word -> word.toLowerCase(Locale.ROOT).startsWith(text.toLowerCase(Locale.ROOT)));
    }
}
