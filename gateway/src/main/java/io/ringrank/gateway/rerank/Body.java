// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.error.RequestError;

/** What came of reading a request's body. */
sealed interface Body {

    /** @param length how many of the bytes are the body's; the rest is spare room */
    record Complete(byte[] bytes, int length) implements Body {}

    record Refused(RequestError error) implements Body {}
}
