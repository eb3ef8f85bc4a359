// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what the gateway and the schedulers did into numbers that Prometheus can read. Any thread.
 */
@NullMarked
package io.ringrank.gateway.metrics;

import org.jspecify.annotations.NullMarked;
