// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringrank.backend.llamacpp.natives.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a library can compute on. Any thread, once the backends are loaded.
 */
final class Backends {
    /** Where a package keeps a CUDA backend for an older driver, beside the one it means to be used. */
    private static final String FALLBACK = "fallback";
    private static final Pattern VARIANT = Pattern.compile("libggml-cpu-([A-Za-z0-9_]+)\\..*");

    private final GgmlFunctions functions;
    private final List<Device.Type> types;

    /** @param types what the numbers of {@code enum ggml_backend_dev_type} stand for, from 0 */
    Backends(GgmlFunctions functions, List<Device.Type> types) {
        this.functions = functions;
        this.types = types;
    }

    /** Loads of each kind of backend in a folder the variant that suits this machine best. */
    void load(Path directory) {
        loadAll(directory);
        Path fallback = directory.resolve(FALLBACK);
        if (devices().stream().noneMatch(Device::isGpu) && Files.isDirectory(fallback)) {
            loadAll(fallback);
        }
    }

    private void loadAll(Path directory) {
        try (Arena call = Arena.ofConfined()) {
            functions.ggml_backend_load_all_from_path(call.allocateFrom(directory.toString()));
        }
    }

    List<Device> devices() {
        List<Device> devices = new ArrayList<>();
        for (long i = 0; i < functions.ggml_backend_dev_count(); i++) {
            devices.add(describe(functions.ggml_backend_dev_get(i)));
        }
        return List.copyOf(devices);
    }

    private Device describe(MemorySegment device) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment free = call.allocate(JAVA_LONG);
            MemorySegment total = call.allocate(JAVA_LONG);
            functions.ggml_backend_dev_memory(device, free, total);
            return new Device(name(device),
                    CStrings.read(functions.ggml_backend_dev_description(device)), type(device),
                    free.get(JAVA_LONG, 0), total.get(JAVA_LONG, 0));
        }
    }

    private String name(MemorySegment device) {
        return CStrings.read(functions.ggml_backend_dev_name(device));
    }

    private Device.Type type(MemorySegment device) {
        int number = functions.ggml_backend_dev_type(device);
        return number < types.size() ? types.get(number) : Device.Type.OTHER;
    }

    /**
     * Returns the pointer of a device.
     *
     * @throws NativeCallException naming those there are
     */
    MemorySegment pointer(String name) throws NativeCallException {
        for (long i = 0; i < functions.ggml_backend_dev_count(); i++) {
            MemorySegment device = functions.ggml_backend_dev_get(i);
            if (name(device).equals(name)) {
                return device;
            }
        }
        throw new NativeCallException("there is no device " + name + ", only "
                + String.join(", ", devices().stream().map(Device::name).toList()));
    }

    /**
     * Returns for which processors the code was made that computes on this one, for example {@code zen4};
     * empty when the library has one kind of code only.
     */
    Optional<String> processorVariant() {
        for (long i = 0; i < functions.ggml_backend_dev_count(); i++) {
            MemorySegment device = functions.ggml_backend_dev_get(i);
            if (type(device) == Device.Type.CPU) {
                return variant(functions.ggml_backend_dev_backend_reg(device));
            }
        }
        return Optional.empty();
    }

    /** The library does not say which of its files it took, but the loader knows whose a function is. */
    private Optional<String> variant(MemorySegment backend) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment function = functions.ggml_backend_reg_get_proc_address(backend,
                    call.allocateFrom("ggml_backend_set_n_threads"));
            return Symbols.fileOf(function)
                    .map(file -> VARIANT.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(match -> match.group(1));
        }
    }
}
