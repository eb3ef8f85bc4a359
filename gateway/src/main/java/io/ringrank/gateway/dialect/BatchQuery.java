// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import org.jspecify.annotations.Nullable;

/**
 * One query of a batch.
 *
 * @param index its place among them, from 0
 * @param id what the client calls it; null if it has no name
 * @param parsed what was in it
 */
public record BatchQuery(int index, @Nullable ClientId id, Parsed parsed) {}
