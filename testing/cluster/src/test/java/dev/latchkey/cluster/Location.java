package dev.latchkey.cluster;

/**
 * Where a database is.
 *
 * @param url its server, in the words of its driver
 * @param database its name there
 */
record Location(String url, String database) {}
