// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import java.nio.file.Path;
import java.util.List;

/** What Ringrank is compared with. */
sealed interface Peer {

    String name();

    /** A server that runs somewhere. */
    record Running(Target target) implements Peer {

        @Override
        public String name() {
            return target.name();
        }
    }

    /** A server that can be started with some settings. */
    sealed interface Startable extends Peer {

        /** @param port on 127.0.0.1 */
        List<String> command(Settings settings, int port, Path folder);
    }

    /** jllama's own rerank behind bare HTTP, see {@link JllamaServer}. */
    record Jllama(Path model) implements Startable {

        @Override
        public String name() {
            return "peer-jllama";
        }

        /** The library is unpacked into a folder of its own, because other programs unpack it, too. */
        @Override
        public List<String> command(Settings settings, int port, Path folder) {
            return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + folder, "-cp",
                    System.getProperty("java.class.path"), JllamaServer.class.getName(),
                    model.toString(), String.valueOf(port), String.valueOf(settings.parallel()),
                    String.valueOf(settings.contextTokens()),
                    String.valueOf(settings.batchTokens()), String.valueOf(settings.threads()));
        }
    }

    /** llama.cpp's server. */
    record LlamaServer(Path program, Path model) implements Startable {

        @Override
        public String name() {
            return "llama-server";
        }

        @Override
        public List<String> command(Settings settings, int port, Path folder) {
            return List.of(program.toString(), "--model", model.toString(), "--reranking",
                    "--host", "127.0.0.1", "--port", String.valueOf(port), "--parallel",
                    String.valueOf(settings.parallel()), "--ctx-size",
                    String.valueOf(settings.contextTokens()), "--batch-size",
                    String.valueOf(settings.batchTokens()), "--ubatch-size",
                    String.valueOf(settings.batchTokens()), "--threads",
                    String.valueOf(settings.threads()), "--threads-batch",
                    String.valueOf(settings.threads()));
        }
    }
}
