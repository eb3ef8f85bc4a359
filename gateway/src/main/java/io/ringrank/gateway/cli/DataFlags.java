// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.config.RingrankConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which data directory a command works on: a mixin for commands that need no server. */
final class DataFlags {

    @Option(names = "--data", paramLabel = "DIR",
            description = "Folder of keys, models and error files.")
    private @Nullable String data;

    @Mixin
    private final ConfigFlags flags = new ConfigFlags();

    RingrankConfig load(CliContext context) {
        return flags.load(context, data == null ? Map.of() : Map.of("data-dir", data));
    }
}
