// SPDX-License-Identifier: Apache-2.0
/**
 * Turns secrets into files that only their owner can read. Waits for the disk: not for event loops.
 */
@NullMarked
package io.ringrank.gateway.file;

import org.jspecify.annotations.NullMarked;
