// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds the tree of records from what was given, and from defaults where nothing was. */
final class RecordBinder {

    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

    private final Map<String, GivenValue> given;
    private final Map<String, String> environment;

    RecordBinder(Map<String, GivenValue> given, Map<String, String> environment) {
        this.given = given;
        this.environment = environment;
    }

    RingrankConfig bind() {
        return bind("", RingrankConfig.class);
    }

    private <R> R bind(String section, Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String path = SettingKey.pathOf(section, components[i]);
            Setting setting = components[i].getAnnotation(Setting.class);
            types[i] = components[i].getType();
            values[i] = setting == null
                    ? bind(path, types[i])
                    : value(new SettingKey(path, types[i], setting));
        }
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof BadSettingException bad) {
                throw bad;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object value(SettingKey key) {
        GivenValue value = given.getOrDefault(key.path(), GivenValue.ofDefault(key));
        try {
            if (key.type() == List.class) {
                return value.texts().stream().map(DeploymentSpec::parse).toList();
            }
            String text = value.texts().getFirst();
            if (key.isNumber()) {
                long number = number(text, key);
                return key.type() == int.class ? (Object) Math.toIntExact(number) : number;
            }
            if (key.type() == boolean.class) {
                return truth(text);
            }
            if (text.isBlank()) {
                throw new IllegalArgumentException("must not be empty");
            }
            if (key.type() == NativesChoice.class) {
                return natives(text);
            }
            if (key.type() == Secret.class) {
                return text.equals(SettingKey.NONE) ? Secret.NONE : new Secret(text);
            }
            if (key.type() == Optional.class) {
                return text.equals(SettingKey.NONE) ? Optional.empty() : Optional.of(path(text));
            }
            return key.type() == Path.class ? path(text) : text;
        } catch (InvalidPathException e) {
            throw value.refused("is no path: " + e.getReason());
        } catch (IllegalArgumentException e) {
            throw value.refused(String.valueOf(e.getMessage()));
        }
    }

    private static NativesChoice natives(String text) {
        for (NativesChoice choice : NativesChoice.values()) {
            if (choice.text().equals(text)) {
                return choice;
            }
        }
        throw new IllegalArgumentException(
                "must be " + SettingKey.choices() + ", not \"" + text + "\"");
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(
                    "must be true or false, not \"" + text + "\"");
        };
    }

    private static long number(String text, SettingKey key) {
        String problem = "must be a whole number " + key.range() + ", not \"" + text + "\"";
        try {
            long number = Long.parseLong(text);
            if (number < key.setting().min() || number > key.setting().max()) {
                throw new IllegalArgumentException(problem);
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** Fills in {@code ${NAME:-default}} and a leading {@code ~} the way a shell would. */
    private Path path(String text) {
        String filled = VARIABLE.matcher(text).replaceAll(match -> {
            String found = environment.getOrDefault(match.group(1), "");
            String otherwise = match.group(2) == null ? "" : match.group(2);
            return Matcher.quoteReplacement(found.isEmpty() ? otherwise : found);
        });
        if (filled.equals("~") || filled.startsWith("~/")) {
            filled = environment.getOrDefault("HOME", System.getProperty("user.home"))
                    + filled.substring(1);
        }
        return Path.of(filled).toAbsolutePath().normalize();
    }
}
