package dev.latchkey.http.spi;

/**
 * A resource of a tenant: a phone number, an instance, a project.
 *
 * @param id the host's id of it
 * @param label what it is known by outside, for example the number itself
 * @param displayName what people call it
 */
public record Resource(String id, String label, String displayName) {}
