// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

/**
 * Hears how far a load has come; called on the loading thread from inside native code.
 */
@FunctionalInterface
public interface LoadProgress {

    /** Takes the fraction that is done, 0 to 1. What it throws is lost. */
    void accept(float fraction);
}
