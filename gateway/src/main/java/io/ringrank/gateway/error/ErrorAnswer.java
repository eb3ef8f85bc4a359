// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.error;

import io.ringrank.gateway.error.RequestError.AccessError;
import io.ringrank.gateway.error.RequestError.ControlError;
import io.ringrank.gateway.hub.HubProblem;
import io.ringrank.scheduler.ticket.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told when it gets no scores.
 *
 * @param status of HTTP
 * @param type a family of errors, named as OpenAI's clients know them
 * @param code stable, for programs
 * @param message what happened and what to do
 * @param param the field that is wrong, or null if it is no field
 * @param retryAfter when trying again may work, or null if it won't
 */
public record ErrorAnswer(int status, String type, String code, String message,
        @Nullable String param, @Nullable Duration retryAfter) {

    /** Code of a request, and of a document in an answer. */
    public static final String DOCUMENT_TOO_LONG = "document_too_long";

    /** Code of a request, and of a document in a partial answer. */
    public static final String TIMEOUT = "timeout";

    private static final Duration SOON = Duration.ofSeconds(1);

    /** A deployment that is not ready takes about this long to load or to come back. */
    private static final Duration ENGINE_START = Duration.ofSeconds(5);

    /** Decides the status, code and message of every error of the gateway's own. */
    public static ErrorAnswer of(RequestError error) {
        return switch (error) {
            case RequestError.NotJson(String reason) ->
                invalid(400, "invalid_json", "The body must be one JSON object: " + reason, null);
            case RequestError.InvalidField(String param, String message) ->
                invalid(400, "invalid_value", message, param);
            case RequestError.TooManyDocuments(int documentsMax) ->
                invalid(400, "too_many_documents", "A request may have at most " + documentsMax
                        + " documents; split it into several.", "documents");
            case RequestError.BodyTooLarge(int bytesMax) ->
                invalid(413, "body_too_large", "The body may have at most " + bytesMax
                        + " bytes; send fewer or shorter documents.", null);
            case RequestError.UnsupportedEncoding(String encoding) ->
                invalid(415, "unsupported_encoding", "The server can't read content-encoding "
                        + encoding + "; send the body as it is.", null);
            case RequestError.TooMuchAtOnce() -> new ErrorAnswer(429, "overloaded_error",
                    "overloaded", "The server has as much to read as it can hold; try again.", null,
                    SOON);
            case RequestError.UploadTooSlow(Duration timeout) ->
                new ErrorAnswer(408, "timeout_error", "upload_timeout", String.format(Locale.ROOT,
                        "The body was not there within %d ms; send it faster.", timeout.toMillis()),
                        null, null);
            case AccessError access -> of(access);
            case ControlError control -> of(control);
            case RequestError.UnknownModel(String model, List<String> known) ->
                new ErrorAnswer(404, "not_found_error", "model_not_found", "There is no model '"
                        + model + "'; " + known(known) + '.', "model", null);
            case RequestError.NoModelNamed(List<String> known) -> invalid(400, "model_required",
                    "Name the model in the field model; " + known(known) + '.', "model");
            case RequestError.NoSuchPath(String path) -> new ErrorAnswer(404, "not_found_error",
                    "not_found", "There is nothing at " + path + '.', null, null);
            case RequestError.WrongMethod(String method, List<String> allowed) ->
                invalid(405, "method_not_allowed", "This path does not know " + method + "; use "
                        + String.join(" or ", allowed) + '.', null);
            case RequestError.HeadTooLarge() -> invalid(431, "head_too_large",
                    "The request line or the headers are too long; shorten them.", null);
            case RequestError.MalformedRequest() ->
                invalid(400, "malformed_request", "The request is not valid HTTP.", null);
            case RequestError.Internal() -> new ErrorAnswer(500, "server_error", "internal_error",
                    "The server failed; its log says more under this request's id.", null, null);
        };
    }

    private static ErrorAnswer of(AccessError error) {
        return switch (error) {
            case AccessError.MissingCredential() -> unauthenticated("missing_api_key",
                    "Send an API key in the header: Authorization: Bearer rr_...");
            case AccessError.UnknownKey() -> unauthenticated("invalid_api_key",
                    "The API key is wrong or no longer valid.");
            case AccessError.UnknownSession() -> unauthenticated("invalid_session",
                    "The session has ended or is not of this server; log in again.");
            case AccessError.WrongLogin() ->
                unauthenticated("invalid_login", "The user name or the password is wrong.");
            case AccessError.MissingCsrfToken() -> forbidden("missing_csrf_token",
                    "With the session cookie a change needs the session's csrf_token in the header"
                            + " x-csrf-token.");
            case AccessError.PasswordChangeNeeded() -> forbidden("password_change_required",
                    "Change the password first: POST /api/v1/auth/password.");
            case AccessError.MissingScope(String scope) ->
                forbidden("missing_scope", "The API key lacks the scope " + scope + '.');
            case AccessError.AdminNeeded() ->
                forbidden("admin_required", "Only users with the role admin may do this.");
            case AccessError.SessionNeeded() -> forbidden("session_required",
                    "An API key can't do this; log in as a user.");
            case AccessError.DeploymentNotAllowed(String deployment) ->
                forbidden("deployment_not_allowed",
                        "The API key may not use '" + deployment + "'.");
            case AccessError.HostNotAllowed(String host) -> forbidden("host_not_allowed",
                    "The admin API is not served as '" + host
                            + "'; if that is a name of this server, add it to server.admin-names.");
            case AccessError.LimitReached(String what, String code, Duration retryAfter) ->
                new ErrorAnswer(429, "rate_limit_error", code,
                        "This is more than " + what + "; try again later.", null, retryAfter);
            case AccessError.TooManyLogins(Duration retryAfter) -> new ErrorAnswer(429,
                    "rate_limit_error", "too_many_logins",
                    "There were too many failed logins; try again later.", null, retryAfter);
        };
    }

    private static ErrorAnswer of(ControlError error) {
        return switch (error) {
            case ControlError.NotFound(String kind, String name, String code) ->
                new ErrorAnswer(404, "not_found_error", code,
                        "There is no " + kind + " '" + name + "'.", null, null);
            case ControlError.Conflict(String message, String code) ->
                invalid(409, code, message, null);
            case ControlError.HubFailed(HubProblem problem) -> of(problem);
            case ControlError.UnsupportedMediaType(String type) ->
                invalid(415, "unsupported_media_type",
                        "Send the body with the header: Content-Type: " + type, null);
        };
    }

    private static ErrorAnswer of(HubProblem problem) {
        String code = code(problem.kind());
        return switch (problem.kind()) {
            case NOT_FOUND -> new ErrorAnswer(404, "not_found_error", code, problem.message(),
                    null, null);
            case GATED, CORRUPT, FORBIDDEN_HOST, UNREACHABLE -> new ErrorAnswer(502,
                    "hub_error", code, problem.message(), null, null);
            case RATE_LIMITED, BUSY -> unavailable(code, problem.message(),
                    problem.retryAfter().orElse(ENGINE_START));
            case REFUSED -> invalid(422, code, problem.message(), null);
            case STORAGE -> new ErrorAnswer(507, "server_error", code, problem.message(), null,
                    null);
        };
    }

    /** What programs know a hub's problem by. */
    public static String code(HubProblem.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> "hub_not_found";
            case GATED -> "hub_gated";
            case RATE_LIMITED -> "hub_rate_limited";
            case UNREACHABLE -> "hub_unreachable";
            case FORBIDDEN_HOST -> "hub_forbidden_host";
            case CORRUPT -> "hub_corrupt";
            case REFUSED -> "model_refused";
            case STORAGE -> "no_storage";
            case BUSY -> "downloads_busy";
        };
    }

    /** Decides the same for every reason a deployment can have to give no scores. */
    public static ErrorAnswer of(Failure failure) {
        return switch (failure) {
            case Failure.NotReady(String reason) -> unavailable("not_ready",
                    "The model is not ready: " + reason, ENGINE_START);
            case Failure.QueueFull(Duration retryAfter) -> new ErrorAnswer(429, "overloaded_error",
                    "overloaded", "The server has as much to do as it can hold; try again.", null,
                    retryAfter);
            case Failure.WouldBeLate(Duration expected, Duration timeout, Duration retryAfter) ->
                new ErrorAnswer(429, "overloaded_error", "would_be_late", String.format(Locale.ROOT,
                        "The request would be done in about %d ms, and has %d ms; try again later,"
                                + " or with fewer documents or a longer timeout_ms.",
                        expected.toMillis(), timeout.toMillis()), null, retryAfter);
            case Failure.DeadlinePassed(Duration timeout) -> new ErrorAnswer(504, "timeout_error",
                    TIMEOUT, String.format(Locale.ROOT, "The request was not done within %d ms;"
                            + " send fewer documents or a longer timeout_ms.", timeout.toMillis()),
                    null, null);
            case Failure.QueryTooLong(int tokens, int tokensMax) ->
                invalid(400, "query_too_long", "The query and what stands beside it (special"
                        + " tokens, instruction) have " + tokens + " tokens of at most " + tokensMax
                        + "; shorten it.", "query");
            case Failure.DocumentsTooLong(int tokens, int tokensMax) ->
                invalid(400, DOCUMENT_TOO_LONG, "No document was scored. "
                        + documentTooLong("The first", tokens, tokensMax), "documents");
            case Failure.InstructionNotSupported() -> invalid(400, "instruction_not_supported",
                    "The model takes no instruction; leave the field out.", "instruction");
            case Failure.EngineFailed(String message) -> new ErrorAnswer(500, "server_error",
                    "engine_failed", "The model could not score this: " + message, null, null);
            case Failure.ShuttingDown() ->
                unavailable("shutting_down", "The server is shutting down.", SOON);
            case Failure.Cancelled() -> new ErrorAnswer(499, "cancelled_error", "cancelled",
                    "The client went away.", null, null);
        };
    }

    /** Says of a document that must not be cut how long it is, how long it may be and what to do. */
    public static String documentTooLong(String document, int tokens, int tokensMax) {
        return document + " has " + tokens + " tokens of at most " + tokensMax
                + "; shorten it, or ask for long_document truncate or max_window.";
    }

    private static ErrorAnswer invalid(int status, String code, String message,
            @Nullable String param) {
        return new ErrorAnswer(status, "invalid_request_error", code, message, param, null);
    }

    private static ErrorAnswer unauthenticated(String code, String message) {
        return new ErrorAnswer(401, "authentication_error", code, message, null, null);
    }

    private static ErrorAnswer forbidden(String code, String message) {
        return new ErrorAnswer(403, "permission_error", code, message, null, null);
    }

    private static ErrorAnswer unavailable(String code, String message, Duration retryAfter) {
        return new ErrorAnswer(503, "unavailable_error", code, message, null, retryAfter);
    }

    private static String known(List<String> names) {
        return names.isEmpty()
                ? "no deployment is running"
                : "there is '" + String.join("', '", names) + '\'';
    }
}
