// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

/**
 * Hears how far the loading of a model has come.
 */
@FunctionalInterface
public interface LoadListener {

    /**
     * Called on the loading thread, from inside native code, many times a second; must be quick. What
     * it throws is lost.
     *
     * @param fraction from 0 to 1, never falling
     */
    void onProgress(float fraction);
}
