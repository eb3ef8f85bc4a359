// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * Makes C function pointers of Java objects. What they call never throws: an exception that reaches
 * the native frame below ends the process.
 */
final class Upcalls {
    private static final FunctionDescriptor LOG = FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    private static final FunctionDescriptor PROGRESS = FunctionDescriptor
            .of(ValueLayout.JAVA_BOOLEAN, ValueLayout.JAVA_FLOAT, ValueLayout.ADDRESS);

    /** {@code ggml_log_callback}. */
    @FunctionalInterface
    interface LogCallback {
        void call(int level, MemorySegment text, MemorySegment userData);
    }

    /** {@code llama_progress_callback}. */
    @FunctionalInterface
    interface ProgressCallback {
        boolean call(float fraction, MemorySegment userData);
    }

    private Upcalls() {}

    /** Returns a {@code ggml_log_callback} that lives as long as the arena. */
    static MemorySegment log(NativeLog log, Arena arena) {
        LogCallback callback = (level, text, userData) -> {
            try {
                log.accept(level, CStrings.read(text));
            } catch (Throwable ignored) {
                // Nothing may leave an upcall, and a lost line is the least harm.
            }
        };
        return stub(LogCallback.class, callback, LOG, arena);
    }

    /** Returns a {@code llama_progress_callback} that lives as long as the arena and never aborts. */
    static MemorySegment progress(LoadProgress progress, Arena arena) {
        ProgressCallback callback = (fraction, userData) -> {
            try {
                progress.accept(fraction);
            } catch (Throwable ignored) {
                // Nothing may leave an upcall; whoever listens has lost one report.
            }
            return true;
        };
        return stub(ProgressCallback.class, callback, PROGRESS, arena);
    }

    @SuppressWarnings("restricted")
    private static <T> MemorySegment stub(Class<T> type, T callback, FunctionDescriptor descriptor,
            Arena arena) {
        try {
            MethodHandle call =
                    MethodHandles.lookup().findVirtual(type, "call", descriptor.toMethodType());
            return Linker.nativeLinker().upcallStub(call.bindTo(callback), descriptor, arena);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }
}
