// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

/** Turns the bytes of a whole body into what its route works with. Event loop only. */
@FunctionalInterface
interface BodyParser<T> {

    /**
     * The bytes are not kept.
     *
     * @param length how many of them are filled
     */
    T parse(byte[] body, int length);
}
