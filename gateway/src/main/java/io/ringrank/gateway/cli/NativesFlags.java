// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.config.RingrankConfig;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The settings that decide which libraries there are. */
final class NativesFlags {

    @Option(names = "--data", paramLabel = "DIR",
            description = "Folder of keys, models, libraries and error files.")
    private @Nullable String data;

    @Option(names = "--llama-lib", paramLabel = "DIR", description = "Folder of another llama.cpp.")
    private @Nullable String llamaLib;

    @Mixin
    private final ConfigFlags flags = new ConfigFlags();

    RingrankConfig load(CliContext context) {
        Map<String, String> given = new HashMap<>();
        if (data != null) {
            given.put("data-dir", data);
        }
        if (llamaLib != null) {
            given.put("engine.llama-lib", llamaLib);
        }
        return flags.load(context, given);
    }
}
