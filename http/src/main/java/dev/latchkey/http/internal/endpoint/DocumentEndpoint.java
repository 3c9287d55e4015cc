package dev.latchkey.http.internal.endpoint;

import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.openapi.OpenApi;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.HeaderFields;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Serves the OpenAPI document to everyone. Safe for use by several threads. */
public final class DocumentEndpoint {
    private final OpenApi openApi;

    /** The document for the mount path of the latest request, which is that of most requests. */
    private volatile @Nullable Written latest;

    private DocumentEndpoint(OpenApi openApi) {
        this.openApi = openApi;
    }

    /** Makes the endpoint. */
    public static Endpoint at(String path, OpenApi openApi) {
        return new Endpoint("GET", path, null, 0, new DocumentEndpoint(openApi)::serve, null);
    }

    private EndpointResult serve(Call call, Body body) {
        Written document = document(call.request().mountPath());
        HeaderFields fields = HeaderFields.NONE.with("ETag", document.tag).with("Cache-Control", "no-cache");
        return isKnown(call.request().header("If-None-Match"), document.tag)
                ? EndpointResult.cacheable(304, fields, null)
                : EndpointResult.cacheable(200, fields, document.bytes);
    }

    /** Compares entity tags as RFC 9110 does: weakly. */
    private static boolean isKnown(List<String> sent, String tag) {
        return sent.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
    }

    private Written document(String mountPath) {
        Written known = latest;
        if (known == null || !known.mountPath.equals(mountPath)) {
            known = new Written(mountPath, openApi.document(mountPath));
            latest = known;
        }
        return known;
    }

    /** The bytes of a document. No record, because it has an array. */
    private static final class Written {
        final String mountPath;
        final byte[] bytes;
        final String tag;

        Written(String mountPath, byte[] bytes) {
            this.mountPath = mountPath;
            this.bytes = bytes;
            this.tag = '"' + UUID.nameUUIDFromBytes(bytes).toString() + '"';
        }
    }
}
