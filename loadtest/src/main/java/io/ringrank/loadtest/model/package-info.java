// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the shape of a known reranker into a model file of that shape: same architecture and sizes,
 * a vocabulary that tokenises English, and seeded random weights. As fast as the real one, and knows
 * nothing.
 */
@NullMarked
package io.ringrank.loadtest.model;

import org.jspecify.annotations.NullMarked;
