// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.config.DeploymentOptions;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.StoredDeployment;
import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.route.Input;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Deployments as JSON: what may be set, and how that is shown. */
final class DeploymentFields {

    static final String NAME = "name";
    static final String SOURCE = "source";
    static final String ALIASES = "aliases";
    private static final String FILE = "file";
    private static final String REPLICAS = "replicas";
    private static final String OPTIONS = "options";
    private static final String LANES = "lanes";
    private static final String DEVICE = "device";
    private static final String CACHE_BYTES = "cache_bytes";
    private static final String CACHE_TTL = "cache_ttl_seconds";
    private static final String IDLE_UNLOAD = "idle_unload_seconds";
    private static final String SCORE_MODE = "score_mode";

    private static final int TEXT_CHARS_MAX = 1_000;
    private static final int NAME_CHARS_MAX = 128;
    private static final int DEVICE_CHARS_MAX = 100;

    private final Fields fields;

    private DeploymentFields(Fields fields) {
        this.fields = fields;
    }

    static DeploymentFields ofNew(JsonNode body) throws BadFieldException {
        return new DeploymentFields(
                Fields.of(body, NAME, SOURCE, FILE, REPLICAS, OPTIONS, ALIASES));
    }

    /** All fields but the name, none of which must be there. */
    static DeploymentFields ofEdit(JsonNode body) throws BadFieldException {
        return new DeploymentFields(Fields.of(body, SOURCE, FILE, REPLICAS, OPTIONS, ALIASES));
    }

    /** What a request to make one, or to change one, may hold. */
    static Input[] inputs(boolean make) {
        String source = "builtin, hf:ORG/NAME, ms:ORG/NAME or a path.";
        Input file = Input.optional(FILE, "string",
                "Which file of a repository, or its quantisation.");
        Input replicas = Input.optional(REPLICAS, "integer|null",
                "Engine processes at least, among which its lanes are divided; 1 by default.");
        Input options = Input.optional(OPTIONS, "object|null", "lanes, device (auto, cpu or a"
                + " GPU), cache_bytes, cache_ttl_seconds; else as in the settings. And idle_unload_seconds:"
                + " after so long without a request its engines end until the next one. And score_mode (raw,"
                + " sigmoid or minmax) for requests that don't say, by keys that don't either.");
        Input aliases = Input.optional(ALIASES, "array|null",
                "Other names for it, taken from whatever deployment has them.");
        return make
                ? new Input[]{Input.required(NAME, "string", "As requests name it."),
                    Input.required(SOURCE, "string", source), file, replicas, options, aliases}
                : new Input[]{Input.optional(SOURCE, "string", source), file, replicas, options,
                    aliases};
    }

    DeploymentSpec spec() throws BadFieldException {
        String name = fields.text(NAME, TEXT_CHARS_MAX);
        return spec(name, model(fields.text(SOURCE, TEXT_CHARS_MAX)),
                options().apply(DeploymentOptions.DEFAULT));
    }

    Set<String> aliases() throws BadFieldException {
        Set<String> aliases = fields.optionalTexts(ALIASES, NAME_CHARS_MAX).orElse(Set.of());
        for (String alias : aliases) {
            if (!DeploymentSpec.isName(alias)) {
                throw new BadFieldException(ALIASES, "aliases may hold names of a letter or digit"
                        + " and then letters, digits and . _ / -, not " + alias);
            }
        }
        return aliases;
    }

    /** Changes the fields that are there. */
    UnaryOperator<StoredDeployment> edit() throws BadFieldException {
        Optional<String> source = fields.optionalText(SOURCE, TEXT_CHARS_MAX);
        if (source.isEmpty() && fields.has(FILE)) {
            throw new BadFieldException(FILE, "file needs source beside it");
        }
        Optional<String> model =
                source.isEmpty() ? Optional.empty() : Optional.of(model(source.get()));
        UnaryOperator<DeploymentOptions> options = options();
        Set<String> aliases = aliases();
        if (model.isPresent()) {
            spec("x", model.get(), DeploymentOptions.DEFAULT);
        }
        return old -> new StoredDeployment(
                new DeploymentSpec(old.spec().name(), model.orElse(old.spec().model()),
                        options.apply(old.spec().options())),
                old.running(), fields.has(ALIASES) ? aliases : old.aliases(), old.createdBy(),
                old.created());
    }

    private String model(String source) throws BadFieldException {
        Optional<String> file = fields.optionalText(FILE, TEXT_CHARS_MAX);
        if (file.isEmpty()) {
            return source;
        }
        if (!(parsed(source) instanceof ModelSource.Remote remote)) {
            throw new BadFieldException(FILE,
                    "file belongs to a repository of a hub, and source is none");
        }
        if (remote.file().isPresent() && !remote.file().equals(file)) {
            throw new BadFieldException(FILE, "file contradicts source, which names "
                    + remote.file().get() + " already; leave one of them out");
        }
        return remote.file().isPresent() ? source : source + ':' + file.get();
    }

    private static ModelSource parsed(String source) throws BadFieldException {
        try {
            return ModelSource.parse(source);
        } catch (IllegalArgumentException e) {
            throw new BadFieldException(SOURCE, "source " + e.getMessage());
        }
    }

    private static DeploymentSpec spec(String name, String model, DeploymentOptions options)
            throws BadFieldException {
        if (!DeploymentSpec.isName(name)) {
            throw new BadFieldException(NAME, "name must be a letter or digit and then letters,"
                    + " digits and . _ / -, at most " + NAME_CHARS_MAX + ", not " + name);
        }
        parsed(model);
        return new DeploymentSpec(name, model, options);
    }

    /** Changes those that are named; null makes one as in the settings, or all of them. */
    private UnaryOperator<DeploymentOptions> options() throws BadFieldException {
        Integer replicas = number(fields, REPLICAS, 1, DeploymentOptions.REPLICAS_MAX);
        int engines = replicas == null ? 1 : replicas;
        UnaryOperator<DeploymentOptions> others = others();
        return old -> {
            DeploymentOptions changed = others.apply(old);
            return new DeploymentOptions(fields.has(REPLICAS) ? engines : old.replicas(),
                    changed.lanes(), changed.device(), changed.cacheBytes(),
                    changed.cacheTtlSeconds(), changed.idleUnloadSeconds(), changed.scoreMode());
        };
    }

    private UnaryOperator<DeploymentOptions> others() throws BadFieldException {
        if (!fields.has(OPTIONS)) {
            return old -> old;
        }
        Optional<Fields> found =
                fields.object(OPTIONS, LANES, DEVICE, CACHE_BYTES, CACHE_TTL, IDLE_UNLOAD,
                        SCORE_MODE);
        if (found.isEmpty()) {
            return _ -> DeploymentOptions.DEFAULT;
        }
        Fields given = found.get();
        Integer lanes = number(given, LANES, 1, DeploymentOptions.LANES_MAX);
        String device = given.optionalText(DEVICE, DEVICE_CHARS_MAX).orElse(null);
        Long bytes = given.optionalNumber(CACHE_BYTES, 0, DeploymentOptions.CACHE_BYTES_MAX)
                .orElse(null);
        Integer ttl = number(given, CACHE_TTL, 0, DeploymentOptions.CACHE_TTL_SECONDS_MAX);
        Integer idle = number(given, IDLE_UNLOAD, 1, DeploymentOptions.IDLE_UNLOAD_SECONDS_MAX);
        ScoreMode scores = given.optionalScoreMode(SCORE_MODE).orElse(null);
        return old -> new DeploymentOptions(old.replicas(),
                given.has(LANES) ? lanes : old.lanes(), given.has(DEVICE) ? device : old.device(),
                given.has(CACHE_BYTES) ? bytes : old.cacheBytes(),
                given.has(CACHE_TTL) ? ttl : old.cacheTtlSeconds(),
                given.has(IDLE_UNLOAD) ? idle : old.idleUnloadSeconds(),
                given.has(SCORE_MODE) ? scores : old.scoreMode());
    }

    private static @Nullable Integer number(Fields fields, String name, int min, int max)
            throws BadFieldException {
        return fields.optionalNumber(name, min, max).map(Math::toIntExact).orElse(null);
    }

    static void putOptions(ObjectNode node, DeploymentOptions options) {
        node.put(REPLICAS, options.replicas())
                .putObject(OPTIONS)
                .put(LANES, options.lanes())
                .put(DEVICE, options.device())
                .put(CACHE_BYTES, options.cacheBytes())
                .put(CACHE_TTL, options.cacheTtlSeconds())
                .put(IDLE_UNLOAD, options.idleUnloadSeconds())
                .put(SCORE_MODE, ScoreMode.wordOf(options.scoreMode()));
    }
}
