// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

/** One message of the link. Each direction has its own, so that neither end can be sent the other's. */
public sealed interface Frame permits ToEngine, ToGateway {

    /** Upper bound of a body that is made of a few numbers and at most three texts. */
    int SMALL_BODY_BYTES = 64 + 3 * (Integer.BYTES + LinkLimits.TEXT_BYTES_MAX);

    /** An upper bound of the encoded body; exact for frames that carry texts, rows or scores. */
    default long bodyBytes() {
        return SMALL_BODY_BYTES;
    }

    /** Whether the frame may be sent at all. */
    default boolean fits() {
        return bodyBytes() <= LinkLimits.FRAME_BYTES_MAX;
    }
}
