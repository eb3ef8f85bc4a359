// SPDX-License-Identifier: Apache-2.0
/**
 * Turns metadata and tensor rows into GGUF files, and the heads of hostile files into data.
 *
 * <p>
 * Called by the built-in model's generator, by the doctor, and by everything else that derives or
 * makes a model file; knows no model family.
 */
@NullMarked
package io.ringrank.backend.llamacpp.gguf;

import org.jspecify.annotations.NullMarked;
