// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Ends the process from below. Any thread.
 */
public final class NativeProcess {
    private final MethodHandle _exit;

    /** Links {@code _exit}, so that ending needs no more than the call. */
    public NativeProcess() {
        _exit = Symbols.ofProcess().link("_exit", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    }

    /**
     * Ends the process at once, without shutdown hooks, exit handlers or waiting for a thread that is
     * inside native code, as {@link Runtime#halt(int)} may.
     *
     * @param status exit status, 0 to 255
     */
    public void exitNow(int status) {
        try {
            _exit.invokeExact(status);
        } catch (Throwable t) {
            throw new AssertionError("_exit", t);
        }
    }
}
