package dev.latchkey.cluster;

/**
 * What a node answers, as one line of text.
 *
 * @param outcome what became of it
 * @param key the id of the key it is about, empty unless done
 * @param version the key's version after a change, else 0
 * @param handle of the new secret, else empty
 * @param raw the new raw key, else empty
 */
record Answer(Outcome outcome, String key, long version, String handle, String raw) {
    static final Answer NOTHING = new Answer(Outcome.NOTHING, "", 0, "", "");
    static final Answer UNKNOWN = new Answer(Outcome.UNKNOWN, "", 0, "", "");

    static Answer accepted(String key) {
        return new Answer(Outcome.DONE, key, 0, "", "");
    }

    static Answer parse(String line) {
        String[] parts = line.split(",", -1);
        return new Answer(Outcome.valueOf(parts[0]), parts[1], Long.parseLong(parts[2]), parts[3], parts[4]);
    }

    String line() {
        return String.join(",", outcome.name(), key, Long.toString(version), handle, raw);
    }
}
