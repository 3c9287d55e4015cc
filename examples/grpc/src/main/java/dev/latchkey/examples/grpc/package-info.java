/** A gRPC server with API keys: read {@link KeyInterceptor}. */
@NullMarked
package dev.latchkey.examples.grpc;

import org.jspecify.annotations.NullMarked;
