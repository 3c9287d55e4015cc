package dev.latchkey.core.scope;

/** The whole tenant. What such a key may do to single resources is the host's choice, see {@link ScopeMeaning}. */
public record TenantScope() implements Scope {}
