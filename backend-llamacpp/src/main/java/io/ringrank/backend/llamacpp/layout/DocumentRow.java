// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

/**
 * The tokens of one document, as the end of a pair. Any thread.
 *
 * @param suffix the tokens, with the model's fixed tokens after them
 * @param truncated whether the document was cut at its end to fit the model's context
 */
public record DocumentRow(TokenRow suffix, boolean truncated) {}
