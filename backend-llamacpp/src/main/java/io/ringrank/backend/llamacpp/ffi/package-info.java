// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the C API of llama.cpp into Java objects that own their memory and refuse misuse. Called by
 * the runtime package and the main of an engine process only, and the only package that uses
 * {@code java.lang.foreign}.
 *
 * <p>A method of a {@code *Functions} class has the name of its C function, or of its purpose where
 * builds differ, and adds nothing to it. No call is linked as critical: most of them compute, block
 * or call back into Java.
 */
@NullMarked
package io.ringrank.backend.llamacpp.ffi;

import org.jspecify.annotations.NullMarked;
