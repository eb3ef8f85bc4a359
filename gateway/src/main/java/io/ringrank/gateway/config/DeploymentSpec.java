// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import io.ringrank.gateway.hub.ModelSource;
import java.util.regex.Pattern;

/**
 * A deployment that the server brings up by itself. As text it is {@code NAME=MODEL}, or
 * {@code builtin} for {@code builtin=builtin}.
 *
 * @param name what requests call it: a letter or digit, then letters, digits and {@code . _ / -}
 * @param model as {@link ModelSource#parse} reads it
 */
public record DeploymentSpec(String name, String model, DeploymentOptions options) {

    /** The model that ships with the server. */
    public static final String BUILTIN = ModelSource.BUILTIN;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");

    public DeploymentSpec {
        if (!isName(name) || model.isBlank()) {
            throw new IllegalArgumentException(
                    "must be builtin or NAME=MODEL, not \"" + name + "=" + model + "\"");
        }
        ModelSource.parse(model);
    }

    /** As the settings of the server say. */
    public DeploymentSpec(String name, String model) {
        this(name, model, DeploymentOptions.DEFAULT);
    }

    /** Whether a deployment, or an alias of one, may be called that. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Where the model comes from. */
    public ModelSource source() {
        return ModelSource.parse(model);
    }

    static DeploymentSpec parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0 && !text.equals(BUILTIN)) {
            throw new IllegalArgumentException(
                    "must be builtin or NAME=MODEL, not \"" + text + "\"");
        }
        return equals < 0
                ? new DeploymentSpec(BUILTIN, BUILTIN)
                : new DeploymentSpec(text.substring(0, equals), text.substring(equals + 1));
    }
}
