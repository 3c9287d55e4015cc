package dev.latchkey.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/** What both sides of a transfer agree on. */
final class Format {
    static final String NAME = "latchkey-export";

    /** Readers of a major version read every minor version of it. */
    static final int MAJOR = 1;

    static final int MINOR = 0;

    /** The longest line in bytes, without its end. */
    static final int MAX_LINE = 1024 * 1024;

    /** How many handles, or days of usage, a line has at most. */
    static final int MAX_ITEMS = 500;

    private static final int MAX_DEPTH = 32;

    /** Without buffers and names that threads or other readers would keep. */
    static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private Format() {}
}
