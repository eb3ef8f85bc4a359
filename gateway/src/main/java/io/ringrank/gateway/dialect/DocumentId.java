// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

/**
 * What a client calls one of its documents; it comes back as it was.
 *
 * @param number whether it is a number of JSON and not a text
 */
record DocumentId(String text, boolean number) {}
