// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import java.nio.file.Path;

/**
 * What both sides run.
 *
 * @param lanes of all processes of a side
 * @param lanesPerProcess as many as the library can have in one process
 * @param tokensPerBatch what a context is made for
 * @param nativeDirectory where the native library lies, or is put
 */
record BenchSetup(Path model, int lanes, int lanesPerProcess, int tokensPerBatch,
        Path nativeDirectory) {}
