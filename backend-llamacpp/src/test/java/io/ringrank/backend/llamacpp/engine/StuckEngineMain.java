// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.ffi.NativeProcess;
import io.ringrank.backend.llamacpp.runtime.LoadListener;
import io.ringrank.backend.llamacpp.runtime.LoadOptions;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome;
import io.ringrank.backend.llamacpp.runtime.ModelRuntime;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** An engine process whose load goes half-way and then never leaves native code. */
public final class StuckEngineMain {

    private StuckEngineMain() {}

    public static void main(String[] args) {
        new Engine(_ -> new StuckRuntime(), new NativeProcess()::exitNow).run(Path.of(args[0]),
                System.in);
    }

    private static final class StuckRuntime implements ModelRuntime {

        /** {@code int pause(void)}: waits for a signal. */
        @SuppressWarnings("restricted")
        private final MethodHandle pause = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("pause"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT));

        @Override
        public String nativeBuild(String device) {
            return "stuck";
        }

        @Override
        public LoadOutcome load(Path file, LoadOptions options, LoadListener listener) {
            listener.onProgress(0.5f);
            try {
                return new LoadOutcome.Refused("pause returned " + (int) pause.invokeExact());
            } catch (Throwable t) {
                throw new AssertionError("pause", t);
            }
        }
    }
}
