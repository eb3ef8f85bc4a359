// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

/**
 * Sorts what a downcall throws: misuse that the memory model found, and faults of this package.
 */
final class NativeErrors {

    private NativeErrors() {}

    /** Throws misuse (a closed object, another thread) as it is; returns anything else as a fault. */
    static AssertionError of(String function, Throwable thrown) {
        if (thrown instanceof IllegalStateException misuse) {
            throw misuse;
        }
        if (thrown instanceof WrongThreadException misuse) {
            throw misuse;
        }
        return new AssertionError(function, thrown);
    }
}
