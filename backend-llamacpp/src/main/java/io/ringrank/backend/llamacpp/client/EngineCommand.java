// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The command line and the environment of an engine process. Any thread. */
final class EngineCommand {
    /*
     * The shell does what Java can't do for a child. No core file: llama.cpp ends the process with
     * abort(), and a core would hold the model. No signals from a terminal or a service manager: they
     * go to gateway and engines alike, and while the gateway finishes its requests it needs its
     * engines. A JVM that starts with these signals ignored leaves them so. exec keeps the process:
     * pid, pipes and exit value are the JVM's.
     */
    private static final List<String> SHELL = List.of("/bin/sh", "-c",
            "ulimit -c 0; trap '' HUP INT TERM; exec \"$@\"", "ringrank-engine");

    /** What reaches an engine from this process's environment; no credentials, no JVM options. */
    private static final Set<String> ENVIRONMENT = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ",
            "TMPDIR", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES",
            "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "GGML_VK_VISIBLE_DEVICES");

    private EngineCommand() {}

    static ProcessBuilder of(int engine, EngineJvm jvm, Path socket) {
        return of("engine-" + engine, jvm, List.of(), List.of(socket.toString()));
    }

    /** For a process that ends at once: what it compiled well it would not use. */
    static ProcessBuilder ofProbe(EngineJvm jvm, List<String> arguments) {
        return of("probe", jvm, List.of("-XX:TieredStopAtLevel=1"), arguments);
    }

    private static ProcessBuilder of(String name, EngineJvm jvm, List<String> options,
            List<String> arguments) {
        Path errorFile = jvm.errorDirectory().resolve(name + "-error.log");
        List<String> usual = List.of(jvm.java().toString(), "-Xmx" + jvm.heapMebibytes() + "m",
                "-Xms8m",
                "-XX:+UseSerialGC", "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + errorFile.toAbsolutePath(),
                "--enable-native-access=ALL-UNNAMED", "-cp", jvm.classPath());
        ProcessBuilder builder = new ProcessBuilder(
                Stream.of(SHELL, usual, options, List.of(jvm.mainClass()), arguments)
                        .flatMap(List::stream)
                        .toList());
        builder.environment().keySet().retainAll(ENVIRONMENT);
        // An assertion must end the process, not start a debugger in it.
        builder.environment().put("GGML_NO_BACKTRACE", "1");
        // b4916 counts OpenMP threads beside its own; a lane is one thread.
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.redirectErrorStream(true);
    }
}
