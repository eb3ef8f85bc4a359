// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a data directory into an administration: who there is, who may what, and who did what. The
 * composition root opens it; the data plane sees only what it publishes.
 */
@NullMarked
package io.ringrank.gateway.control;

import org.jspecify.annotations.NullMarked;
