/**
 * The store, the audit sink, the rate limiter and the change feed on MongoDB. Begin with
 * {@link dev.latchkey.adapter.mongo.MongoIndexes} and {@link dev.latchkey.adapter.mongo.MongoKeyStore}.
 */
@NullMarked
package dev.latchkey.adapter.mongo;

import org.jspecify.annotations.NullMarked;
