// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what a model hub offers into files that this machine could serve, and the one that suits it
 * best. Called on virtual threads, since everything here waits for the network.
 */
@NullMarked
package io.ringrank.gateway.hub;

import org.jspecify.annotations.NullMarked;
