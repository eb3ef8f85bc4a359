// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The functions and variables of shared libraries that belong together. Any thread. A library is
 * never unloaded: its threads and their exit handlers may outlive any object here.
 */
final class Symbols {
    private static final int RTLD_NOW = 2; // <dlfcn.h> of glibc, musl and macOS

    private final SymbolLookup lookup;

    private Symbols(SymbolLookup lookup) {
        this.lookup = lookup;
    }

    /** Returns the C library's own symbols. */
    static Symbols ofProcess() {
        return new Symbols(Linker.nativeLinker().defaultLookup());
    }

    /**
     * Opens libraries in an order in which each finds those it needs open already, whatever folder the
     * loader would look into.
     *
     * @throws NativeLibraryException with the loader's reason
     */
    static Symbols open(List<Path> files) throws NativeLibraryException {
        SymbolLookup all = name -> Optional.empty();
        for (Path file : files) {
            all = open(file).or(all);
        }
        return new Symbols(all);
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup open(Path file) throws NativeLibraryException {
        try {
            return SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new NativeLibraryException(
                    file.getFileName() + " can't be opened: " + loaderReason(file), e);
        } catch (IllegalCallerException e) {
            throw new NativeLibraryException("java needs --enable-native-access=ALL-UNNAMED", e);
        }
    }

    boolean exports(String name) {
        return lookup.find(name).isPresent();
    }

    /**
     * Returns a handle of a C function.
     *
     * @throws NoSuchElementException naming the function when the library lacks it
     */
    @SuppressWarnings("restricted")
    MethodHandle link(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(address(name), descriptor);
    }

    /** Returns a handle of a C function, empty when the library lacks it. */
    Optional<MethodHandle> linkIfThere(String name, FunctionDescriptor descriptor) {
        return exports(name) ? Optional.of(link(name, descriptor)) : Optional.empty();
    }

    /**
     * Returns the value of an exported {@code int}.
     *
     * @throws NoSuchElementException naming the variable when the library lacks it
     */
    @SuppressWarnings("restricted")
    int intVariable(String name) {
        return address(name).reinterpret(Integer.BYTES).get(ValueLayout.JAVA_INT, 0);
    }

    private MemorySegment address(String name) {
        return lookup.find(name).orElseThrow(() -> new NoSuchElementException("it lacks " + name));
    }

    /** Returns the file that a function was loaded from. */
    @SuppressWarnings("restricted")
    static Optional<Path> fileOf(MemorySegment function) {
        MethodHandle dladdr = ofProcess().link("dladdr",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            // Dl_info: file name, base address, symbol name, symbol address.
            MemorySegment info = arena.allocate(ValueLayout.ADDRESS, 4);
            return (int) dladdr.invokeExact(function, info) == 0
                    ? Optional.empty()
                    : Optional.of(Path.of(CStrings.read(info.get(ValueLayout.ADDRESS, 0))));
        } catch (Throwable t) {
            throw NativeErrors.of("dladdr", t);
        }
    }

    /** Returns what dlerror says about a library; {@link SymbolLookup} does not tell. */
    private static String loaderReason(Path file) {
        Symbols process = ofProcess();
        MethodHandle dlopen = process.link("dlopen", FunctionDescriptor.of(ValueLayout.ADDRESS,
                ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MethodHandle dlerror = process.link("dlerror", FunctionDescriptor.of(ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file.toString());
            MemorySegment handle = (MemorySegment) dlopen.invokeExact(path, RTLD_NOW);
            MemorySegment reason = (MemorySegment) dlerror.invokeExact();
            return handle.address() == 0 ? CStrings.read(reason) : "the JVM refuses it";
        } catch (Throwable t) {
            throw new AssertionError("dlopen", t);
        }
    }
}
