// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.ffi.NativeLibraryException;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.backend.llamacpp.runtime.ModelRuntime;

/** Opens the runtime that an engine loads its model with. */
@FunctionalInterface
interface RuntimeSource {

    /** @throws NativeLibraryException with a sentence for an operator */
    ModelRuntime open(NativeLibrary library) throws NativeLibraryException;
}
