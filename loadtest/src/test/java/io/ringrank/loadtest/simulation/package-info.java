// SPDX-License-Identifier: Apache-2.0
/**
 * Loads as a search backend makes them, for Gatling; each fails if what the server promises is broken. They
 * run on request only, see CONTRIBUTING.md.
 */
@NullMarked
package io.ringrank.loadtest.simulation;

import org.jspecify.annotations.NullMarked;
