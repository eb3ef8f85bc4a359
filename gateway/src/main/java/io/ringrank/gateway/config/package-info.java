// SPDX-License-Identifier: Apache-2.0
/**
 * Turns flags, environment and {@code configs/ringrank.yaml} into one immutable tree of settings.
 * The command line loads it once; everybody else is handed the part they need.
 */
@NullMarked
package io.ringrank.gateway.config;

import org.jspecify.annotations.NullMarked;
