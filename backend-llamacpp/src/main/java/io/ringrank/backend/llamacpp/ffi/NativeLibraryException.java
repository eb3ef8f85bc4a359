// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import java.io.Serial;

/**
 * A native library can't be found, opened or understood. The message is a sentence for an operator
 * with the path, what was expected and what was found.
 */
public final class NativeLibraryException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    NativeLibraryException(String message) {
        super(message);
    }

    NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
