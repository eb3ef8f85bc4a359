// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

/** Turns the bytes of a whole body into what its route works with. Event loop only. */
@FunctionalInterface
interface BodyParser<T> {

    /** The bytes are gone afterwards, unless they were {@link BodyBytes#taken taken}. */
    T parse(BodyBytes body);
}
