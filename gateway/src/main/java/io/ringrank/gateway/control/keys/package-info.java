// SPDX-License-Identifier: Apache-2.0
/**
 * Turns requests for API keys into keys, and publishes those that are valid.
 */
@NullMarked
package io.ringrank.gateway.control.keys;

import org.jspecify.annotations.NullMarked;
