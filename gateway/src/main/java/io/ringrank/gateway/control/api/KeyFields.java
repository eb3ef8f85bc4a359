// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.auth.ApiKey;
import io.ringrank.gateway.auth.ApiKeyRecord;
import io.ringrank.gateway.auth.KeyGrant;
import io.ringrank.gateway.auth.Scope;
import io.ringrank.gateway.control.keys.StoredKey;
import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.limit.KeyLimits;
import io.ringrank.gateway.route.Input;
import io.ringrank.scheduler.ticket.JobClass;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** API keys as JSON: what may be set, and what is shown. */
final class KeyFields {

    static final String NAME = "name";
    private static final String EXPIRES_IN = "expires_in";
    private static final String SCOPES = "scopes";
    private static final String DEPLOYMENTS = "allowed_deployments";
    private static final String LIMITS = "limits";
    private static final String REQUESTS = "requests_per_minute";
    private static final String TOKENS = "tokens_per_minute";
    private static final String CONCURRENT = "concurrent_requests";
    private static final String DOCUMENTS = "documents_per_request";
    private static final String CLASS = "class";
    private static final String SCORE_MODE = "score_mode";

    private static final int NAME_CHARS_MAX = 100;
    private static final int DEPLOYMENT_CHARS_MAX = 128;
    private static final long EXPIRES_SECONDS_MAX = 100L * 366 * 86_400;

    private final Fields fields;

    private KeyFields(Fields fields) {
        this.fields = fields;
    }

    /** What a request to make a key, or to change one, may hold. */
    static Input[] inputs(boolean make) {
        String name = "What the key is for.";
        return new Input[]{
            make ? Input.required(NAME, "string", name) : Input.optional(NAME, "string", name),
            Input.optional(EXPIRES_IN, "integer|null", "Seconds from now; null for never."),
            Input.optional(SCOPES, "array", "inference (the default), management."),
            Input.optional(DEPLOYMENTS, "array|null",
                    "Names of deployments that it may use; null for all."),
            Input.optional(LIMITS, "object", "requests_per_minute, tokens_per_minute,"
                    + " concurrent_requests, documents_per_request, class (interactive or batch)."),
            Input.optional(SCORE_MODE, "string|null", "raw, sigmoid or minmax for requests that"
                    + " don't say; null for that of the deployment.")
        };
    }

    static KeyFields of(ControlCall call) throws BadFieldException {
        return new KeyFields(
                Fields.of(call.body(), NAME, EXPIRES_IN, SCOPES, DEPLOYMENTS, LIMITS, SCORE_MODE));
    }

    String name() throws BadFieldException {
        return optionalName()
                .orElseThrow(() -> new BadFieldException(NAME, "name is missing"));
    }

    private Optional<String> optionalName() throws BadFieldException {
        Optional<String> name = fields.optionalText(NAME, NAME_CHARS_MAX);
        if (name.isPresent() && name.get().chars().anyMatch(Character::isISOControl)) {
            throw new BadFieldException(NAME, "name must be one line without control characters");
        }
        return name;
    }

    KeyGrant grant(Instant now) throws BadFieldException {
        return new KeyGrant(scopes().orElse(EnumSet.of(Scope.INFERENCE)), expires(now),
                deployments(),
                limits().apply(KeyLimits.NONE), fields.optionalScoreMode(SCORE_MODE).orElse(null));
    }

    /** Changes the fields that are there; a field that is null takes away what it limits. */
    UnaryOperator<ApiKeyRecord> edit(Instant now) throws BadFieldException {
        Optional<String> name = optionalName();
        Optional<Set<Scope>> scopes = scopes();
        Instant expires = expires(now);
        Set<String> deployments = deployments();
        UnaryOperator<KeyLimits> limits = limits();
        ScoreMode scores = fields.optionalScoreMode(SCORE_MODE).orElse(null);
        return key -> {
            KeyGrant old = key.grant();
            KeyGrant grant = new KeyGrant(scopes.orElse(old.scopes()),
                    fields.has(EXPIRES_IN) ? expires : old.expires(),
                    fields.has(DEPLOYMENTS) ? deployments : old.deployments(),
                    limits.apply(old.limits()),
                    fields.has(SCORE_MODE) ? scores : old.scoreMode());
            return new ApiKeyRecord(key.id(), name.orElse(key.name()), key.sha256(),
                    key.created(), grant);
        };
    }

    private Optional<Set<Scope>> scopes() throws BadFieldException {
        Optional<Set<String>> words = fields.optionalTexts(SCOPES, NAME_CHARS_MAX);
        if (words.isEmpty()) {
            return Optional.empty();
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words.get()) {
            scopes.add(Scope.ofWord(word)
                    .orElseThrow(() -> new BadFieldException(SCOPES,
                            "scopes may hold inference and management, not " + word)));
        }
        if (scopes.isEmpty()) {
            throw new BadFieldException(SCOPES, "a key without a scope is of no use");
        }
        return Optional.of(scopes);
    }

    private @Nullable Instant expires(Instant now) throws BadFieldException {
        return fields.optionalNumber(EXPIRES_IN, 1, EXPIRES_SECONDS_MAX)
                .map(now::plusSeconds)
                .orElse(null);
    }

    private @Nullable Set<String> deployments() throws BadFieldException {
        Optional<Set<String>> names = fields.optionalTexts(DEPLOYMENTS, DEPLOYMENT_CHARS_MAX);
        for (String name : names.orElse(Set.of())) {
            if (name.chars().anyMatch(Character::isWhitespace)) {
                throw new BadFieldException(DEPLOYMENTS, "no deployment has a space in its name");
            }
        }
        return names.orElse(null);
    }

    /** Changes the limits that are named; null takes one away, or all of them. */
    private UnaryOperator<KeyLimits> limits() throws BadFieldException {
        if (!fields.has(LIMITS)) {
            return old -> old;
        }
        Optional<Fields> given =
                fields.object(LIMITS, REQUESTS, TOKENS, CONCURRENT, DOCUMENTS, CLASS);
        if (given.isEmpty()) {
            return _ -> KeyLimits.NONE;
        }
        Fields limits = given.get();
        Integer requests = limit(limits, REQUESTS);
        Integer tokens = limit(limits, TOKENS);
        Integer concurrent = limit(limits, CONCURRENT);
        Integer documents = limit(limits, DOCUMENTS);
        JobClass jobClass = jobClass(limits);
        return old -> new KeyLimits(
                limits.has(REQUESTS) ? requests : old.requestsPerMinute(),
                limits.has(TOKENS) ? tokens : old.tokensPerMinute(),
                limits.has(CONCURRENT) ? concurrent : old.concurrentRequests(),
                limits.has(DOCUMENTS) ? documents : old.documentsPerRequest(),
                limits.has(CLASS) ? jobClass : old.jobClass());
    }

    private static JobClass jobClass(Fields limits) throws BadFieldException {
        return limits.optionalWord(CLASS, JobClass::ofWord, "interactive or batch")
                .orElse(JobClass.INTERACTIVE);
    }

    private static @Nullable Integer limit(Fields limits, String name) throws BadFieldException {
        return limits.optionalNumber(name, 1, KeyLimits.MAX).map(Math::toIntExact).orElse(null);
    }

    /** Without anything that could be used as a key. */
    static ObjectNode json(StoredKey stored, Instant now) {
        ApiKeyRecord key = stored.key();
        KeyGrant grant = key.grant();
        Instant expires = grant.expires();
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("id", key.id())
                .put(NAME, key.name())
                .put("masked", ApiKey.masked(key.id()))
                .put("created_at", key.created().toString())
                .put("created_by", stored.createdBy())
                .put("expires_at", text(expires))
                .put("expired", expires != null && !now.isBefore(expires))
                .put("last_used_at", text(stored.lastUsed()));
        array(node.putArray(SCOPES), grant.scopes().stream().map(Scope::word).toList());
        Set<String> deployments = grant.deployments();
        if (deployments == null) {
            node.putNull(DEPLOYMENTS);
        } else {
            array(node.putArray(DEPLOYMENTS), deployments);
        }
        node.put(SCORE_MODE, ScoreMode.wordOf(grant.scoreMode()));
        KeyLimits limits = grant.limits();
        node.putObject(LIMITS)
                .put(REQUESTS, limits.requestsPerMinute())
                .put(TOKENS, limits.tokensPerMinute())
                .put(CONCURRENT, limits.concurrentRequests())
                .put(DOCUMENTS, limits.documentsPerRequest())
                .put(CLASS, limits.jobClass().word());
        return node;
    }

    private static void array(ArrayNode array, Collection<String> words) {
        words.stream().sorted().forEach(array::add);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
