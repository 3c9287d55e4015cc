/**
 * Moving keys with their history from any store to any other, by a file of JSON lines. Begin with
 * {@link dev.latchkey.transfer.StoreExport} and {@link dev.latchkey.transfer.StoreImport}.
 */
@NullMarked
package dev.latchkey.transfer;

import org.jspecify.annotations.NullMarked;
