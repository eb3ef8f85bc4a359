// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.ffi.NativeLibraryException;
import io.ringrank.backend.llamacpp.runtime.ModelRuntime;
import java.nio.file.Path;

/** Opens the runtime that an engine loads its model with. */
@FunctionalInterface
interface RuntimeSource {

    /** @throws NativeLibraryException with a sentence for an operator */
    ModelRuntime open(Path nativeDirectory) throws NativeLibraryException;
}
