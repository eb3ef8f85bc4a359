// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.ringrank.backend.llamacpp.model.FingerprintedFile;
import io.ringrank.backend.llamacpp.natives.Compute;

/**
 * One engine: which model, computed with what, in what kind of JVM. Any thread.
 *
 * @param model a file that was changed since is not loaded
 */
public record EngineSpec(FingerprintedFile model, Compute compute, EngineJvm jvm) {}
