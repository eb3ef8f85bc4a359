// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.error.RequestError;

/** What came of reading a request's body. */
sealed interface Body<T> {

    record Complete<T>(T content) implements Body<T> {}

    record Refused<T>(RequestError error) implements Body<T> {}

    /** The server stopped taking requests before all of it was there. */
    record Drained<T>() implements Body<T> {}
}
