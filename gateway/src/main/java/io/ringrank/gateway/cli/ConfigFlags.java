// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.config.ConfigLoader;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.config.SettingKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * Finds the settings of a command: its own flags, the environment, the file. A mixin; one thread.
 */
public final class ConfigFlags {

    @Option(names = "--config", paramLabel = "FILE",
            description = "Settings file; else RINGRANK_CONFIG, else configs/ringrank.yaml.")
    private @Nullable Path file;

    /** Adds one flag for each setting. */
    static void addAllTo(CommandSpec command) {
        for (SettingKey key : withFlags()) {
            command.addOption(OptionSpec.builder(key.flags().toArray(String[]::new))
                    .paramLabel("VALUE")
                    .type(String.class)
                    // Doubled, because picocli takes a single per cent sign or dollar for its own.
                    .description(key.setting().about().replace("$", "$$") + " ("
                            + key.limits().replace("$", "$$") + ")")
                    .build());
        }
    }

    private static List<SettingKey> withFlags() {
        return SettingKey.ALL.stream().filter(key -> !key.flags().isEmpty()).toList();
    }

    /** The settings that were given as flags, by key path. */
    static Map<String, String> given(ParseResult parsed) {
        Map<String, String> flags = new HashMap<>();
        for (SettingKey key : withFlags()) {
            String flag = key.flags().getFirst();
            String value = parsed.matchedOptionValue(flag, (String) null);
            if (value != null) {
                flags.put(key.path(), value);
            }
        }
        return flags;
    }

    /**
     * Loads the settings and says what is odd about them.
     *
     * @param flags by key path; they win over environment and file
     * @throws io.ringrank.gateway.config.BadSettingException if one of them can't be
     */
    public RingrankConfig load(CliContext context, Map<String, String> flags) {
        ConfigLoader.Loaded loaded =
                new ConfigLoader(context.environment()).load(settingsFile(context), flags);
        loaded.warnings().forEach(context.progress()::say);
        return loaded.config();
    }

    private @Nullable Path settingsFile(CliContext context) {
        if (file != null) {
            return file;
        }
        String named = context.environment().getOrDefault("RINGRANK_CONFIG", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        Path home = context.home();
        Path usual = home == null ? null : home.resolve("configs").resolve("ringrank.yaml");
        return usual != null && Files.exists(usual) ? usual : null;
    }
}
