// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what npm and the class path offer into folders that hold a llama.cpp. Called by the build,
 * the command line and whoever starts engines; loads no library itself.
 */
@NullMarked
package io.ringrank.backend.llamacpp.natives;

import org.jspecify.annotations.NullMarked;
