// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import java.nio.file.Path;

/**
 * A native library that is ready to load models. Any thread. It stays in the process until its end:
 * threads of its own may outlive any object here.
 */
public interface ModelRuntime {

    /**
     * Returns which build of the library this is and what computes, for example {@code b4916}, {@code
     * 0.5.0-dev+0ad4a86/zen4} or {@code 0.5.0-dev+0ad4a86/CUDA0}; part of a score's profile.
     *
     * @param device as in {@link LoadOptions#device}
     */
    String nativeBuild(String device);

    /**
     * Loads a model. Blocks until it is loaded or refused, from seconds to minutes; never throws for
     * what is wrong with the file. A file the library's own assertions reject ends the process.
     */
    LoadOutcome load(Path file, LoadOptions options, LoadListener listener);
}
