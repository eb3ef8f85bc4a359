// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One key of the configuration and its names in every place where it can be set.
 *
 * @param path sections and name, joined by dots: {@code server.max-body-bytes}
 * @param type of the record component
 */
public record SettingKey(String path, Class<?> type, Setting setting) {

    /** Stands for an optional path that is not given. */
    static final String NONE = "none";

    /** Every key, in the order of the file. */
    public static final List<SettingKey> ALL = below("", RingrankConfig.class);

    /**
     * {@code --server-max-body-bytes}, and the alias if there is one. None for a secret: everybody on a
     * machine can read the command lines of all.
     */
    public List<String> flags() {
        if (type == Secret.class) {
            return List.of();
        }
        String flag = "--" + path.replace('.', '-');
        return setting.alias().isEmpty() ? List.of(flag) : List.of(setting.alias(), flag);
    }

    /** {@code RINGRANK_SERVER_MAX_BODY_BYTES}, and others if there are some, of which the last wins. */
    public List<String> environmentNames() {
        String name =
                "RINGRANK_" + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        return Stream.concat(Stream.of(name), Stream.of(setting.variable())).toList();
    }

    /** The default and the bounds, for people: {@code default 8080, from 0 to 65535}. */
    public String limits() {
        if (isNumber()) {
            return "default " + setting.value() + ", " + range();
        }
        return "default " + setting.value() + values();
    }

    private String values() {
        if (type == boolean.class) {
            return ", true or false";
        }
        return type == NativesChoice.class ? ", one of " + choices() : "";
    }

    static String choices() {
        return Stream.of(NativesChoice.values())
                .map(NativesChoice::text)
                .collect(Collectors.joining(", "));
    }

    boolean isNumber() {
        return type == int.class || type == long.class;
    }

    String range() {
        return "from " + setting.min() + " to " + setting.max();
    }

    /** {@code maxBodyBytes} of section {@code server} is {@code server.max-body-bytes}. */
    static String pathOf(String section, RecordComponent component) {
        String name = component.getName()
                .replaceAll("([A-Z])", "-$1")
                .toLowerCase(Locale.ROOT);
        return section.isEmpty() ? name : section + "." + name;
    }

    private static List<SettingKey> below(String section, Class<?> type) {
        List<SettingKey> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String path = pathOf(section, component);
            Setting setting = component.getAnnotation(Setting.class);
            if (setting == null) {
                keys.addAll(below(path, component.getType()));
            } else {
                keys.add(new SettingKey(path, component.getType(), setting));
            }
        }
        return List.copyOf(keys);
    }

    /** The sections that hold keys, without the root. */
    static Stream<String> sections() {
        return ALL.stream()
                .map(SettingKey::path)
                .filter(path -> path.contains("."))
                .map(path -> path.substring(0, path.lastIndexOf('.')))
                .distinct();
    }
}
