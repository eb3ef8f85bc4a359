// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.rerank.MemoryDetails;
import io.ringrank.gateway.rerank.ModelDetails;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Looks into model files, as the command line sees it. Reads files, runs no native code. */
@FunctionalInterface
public interface ModelInspection {

    /**
     * Examines a file as a deployment's start would.
     *
     * @throws IOException if it is not there or can't be read
     */
    Report inspect(Path file, RingrankConfig config) throws IOException;

    /** What was found. */
    sealed interface Report {

        /**
         * An engine may load it.
         *
         * @param memory by llama.cpp that can run it, for the settings' engines on the processor
         */
        record Usable(ModelDetails model, List<MemoryDetails> memory) implements Report {

            public Usable {
                memory = List.copyOf(memory);
            }
        }

        /** @param reasons as sentences without their full stop */
        record Refused(List<String> reasons) implements Report {

            public Refused {
                reasons = List.copyOf(reasons);
            }
        }
    }
}
