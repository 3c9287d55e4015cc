package dev.latchkey.http.internal.openapi;

import dev.latchkey.http.internal.json.JsonWriter;
import dev.latchkey.http.internal.openapi.Operation.Callers;
import dev.latchkey.http.internal.request.CredentialPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The security schemes of the document: one for each place of an API key, and that of operators.
 *
 * @param places the places of the key, any one of which is enough
 * @param operators the header of operators; null where it is not told
 */
record SecuritySchemes(
        List<CredentialPlace> places, @Nullable String operators) {
    private static final String KEY = "apiKey";
    private static final String OPERATOR = "operator";

    /** Writes the schemes, by their names. */
    void define(JsonWriter json) {
        IntStream.range(0, places.size())
                .forEach(i -> json.object(ofKeys().get(i), scheme -> credential(scheme, places.get(i))));
        if (operators != null) {
            json.object(OPERATOR, scheme -> {
                header(scheme, operators);
                scheme.text("description", "The credential of an operator.");
            });
        }
    }

    /** Requires an API key, which holds for every operation that says nothing else. */
    void require(JsonWriter json) {
        require(json, ofKeys());
    }

    /** Requires the credential of one of the callers. */
    void require(JsonWriter json, Callers callers) {
        List<String> names = new ArrayList<>();
        if (callers.header() != null) {
            names.add(OPERATOR);
        }
        if (callers.keys()) {
            names.addAll(ofKeys());
        }
        require(json, names);
    }

    private static void require(JsonWriter json, List<String> names) {
        json.array("security", names, (one, name) -> one.texts(name, List.of()));
    }

    /** Returns the names of the places of the key. */
    private List<String> ofKeys() {
        return IntStream.rangeClosed(1, places.size())
                .mapToObj(number -> number == 1 ? KEY : KEY + number)
                .toList();
    }

    private static void credential(JsonWriter json, CredentialPlace place) {
        if (place.bearer()) {
            json.text("type", "http");
            json.text("scheme", "bearer");
        } else {
            header(json, place.header());
        }
        json.text("description", "An API key, as it was shown when it was issued.");
    }

    private static void header(JsonWriter json, String name) {
        json.text("type", "apiKey");
        json.text("in", "header");
        json.text("name", name);
    }
}
