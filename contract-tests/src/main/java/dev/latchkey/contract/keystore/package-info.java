/** The contract of {@code KeyStore}, in parts that are numbered like the promises in its Javadoc. */
@NullMarked
package dev.latchkey.contract.keystore;

import org.jspecify.annotations.NullMarked;
