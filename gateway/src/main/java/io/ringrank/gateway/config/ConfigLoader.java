// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Loads the settings: flags over environment over file over defaults.
 *
 * <p>Any thread.
 */
public final class ConfigLoader {

    /** Names that mean something to a client, the launcher or the build, but are no setting. */
    private static final Set<String> OTHER_NAMES = Set.of("RINGRANK_SERVER", "RINGRANK_API_KEY",
            "RINGRANK_CONFIG", "RINGRANK_JAVA_OPTS");

    private final Map<String, String> environment;

    public ConfigLoader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * The settings, and what an operator should know about how they were given.
     *
     * @param warnings each one line
     */
    public record Loaded(RingrankConfig config, List<String> warnings) {

        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Loads and checks every setting.
     *
     * @param file YAML, or null to use none
     * @param flags texts by key path, for example {@code server.port}
     * @throws BadSettingException at the first unknown key or unusable value
     */
    public Loaded load(@Nullable Path file, Map<String, String> flags) {
        Map<String, GivenValue> given = new HashMap<>();
        if (file != null) {
            given.putAll(YamlSettings.read(file));
        }
        for (SettingKey key : SettingKey.ALL) {
            for (String name : key.environmentNames()) {
                String variable = environment.getOrDefault(name, "");
                if (!variable.isEmpty()) {
                    given.put(key.path(), GivenValue.ofText(variable, name, key));
                }
            }
            String flag = flags.get(key.path());
            if (flag != null) {
                given.put(key.path(), GivenValue.ofText(flag, key.flags().getFirst(), key));
            }
        }
        return new Loaded(new RecordBinder(given, environment).bind(), warnings());
    }

    private List<String> warnings() {
        Set<String> unknown = new TreeSet<>(environment.keySet());
        unknown.removeIf(name -> !name.startsWith("RINGRANK_"));
        unknown.removeAll(OTHER_NAMES);
        SettingKey.ALL.forEach(key -> key.environmentNames().forEach(unknown::remove));
        return unknown.stream()
                .map(name -> "the environment variable " + name + " is no setting, and is ignored")
                .toList();
    }
}
