// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.dialect.RerankRequest;
import io.ringrank.gateway.error.RequestError;

/** What came of reading a request's body. */
sealed interface Body {

    record Complete(RerankRequest request) implements Body {}

    record Refused(RequestError error) implements Body {}

    /** The server stopped taking requests before all of it was there. */
    record Drained() implements Body {}
}
