// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

/**
 * Engines whose batches cost the same. Any thread.
 *
 * @param modelFingerprint SHA-256 of the model file, in hex
 * @param nativeBuild build of llama.cpp that computes
 * @param device what it computes on, for example the name of the processor
 */
public record EngineKind(String modelFingerprint, String nativeBuild, String device) {}
