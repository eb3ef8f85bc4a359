// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import java.io.Serial;

/**
 * The native library refused a call, for example to load a file. The message holds what the library
 * logged about it.
 */
public final class NativeCallException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    NativeCallException(String message) {
        super(message);
    }
}
