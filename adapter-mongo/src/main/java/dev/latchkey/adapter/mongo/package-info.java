/**
 * The store and the audit sink on MongoDB. Begin with {@link dev.latchkey.adapter.mongo.MongoIndexes} and {@link dev.latchkey.adapter.mongo.MongoKeyStore}.
 */
@NullMarked
package dev.latchkey.adapter.mongo;

import org.jspecify.annotations.NullMarked;
