// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import io.ringrank.backend.llamacpp.natives.NpmPackage.Variant;
import java.nio.file.Path;

/** Which llama.cpp an operator wants. */
public sealed interface NativeWish {

    /** The best one that works. */
    record Any() implements NativeWish {}

    /** That of the jllama jar. */
    record Jllama() implements NativeWish {}

    /** A package that is installed. */
    record Installed(Variant variant) implements NativeWish {}

    /** The libraries of a directory. */
    record In(Path directory) implements NativeWish {}
}
