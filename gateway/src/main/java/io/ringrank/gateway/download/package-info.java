// SPDX-License-Identifier: Apache-2.0
/**
 * Turns files of a hub into files on this machine, in the cache that Hugging Face's own programs
 * share. Called on virtual threads, since everything here waits for the disk or the network.
 */
@NullMarked
package io.ringrank.gateway.download;

import org.jspecify.annotations.NullMarked;
