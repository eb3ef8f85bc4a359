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
 * @param message what happened and what to do
 * @param param the field that is wrong, or null if it is no field
 * @param retryAfter when trying again may work, or null if it won't
 */
public record ErrorAnswer(ErrorCode kind, String message, @Nullable String param,
        @Nullable Duration retryAfter) {

    private static final Duration SOON = Duration.ofSeconds(1);

    /** A deployment that is not ready takes about this long to load or to come back. */
    private static final Duration ENGINE_START = Duration.ofSeconds(5);

    private static ErrorAnswer of(ErrorCode kind, String message) {
        return new ErrorAnswer(kind, message, null, null);
    }

    private static ErrorAnswer of(ErrorCode kind, String message, String param) {
        return new ErrorAnswer(kind, message, param, null);
    }

    private static ErrorAnswer of(ErrorCode kind, String message, Duration retryAfter) {
        return new ErrorAnswer(kind, message, null, retryAfter);
    }

    /** Of HTTP. */
    public int status() {
        return kind.status();
    }

    /** A family of errors. */
    public String type() {
        return kind.type();
    }

    /** Stable, for programs. */
    public String code() {
        return kind.word();
    }

    /** Decides the status, code and message of every error of the gateway's own. */
    public static ErrorAnswer of(RequestError error) {
        return switch (error) {
            case RequestError.NotJson(String reason) ->
                of(ErrorCode.INVALID_JSON, "The body must be one JSON object: " + reason);
            case RequestError.InvalidField(String param, String message) ->
                of(ErrorCode.INVALID_VALUE, message, param);
            case RequestError.TooManyDocuments(int documentsMax) ->
                of(ErrorCode.TOO_MANY_DOCUMENTS, "A request may have at most " + documentsMax
                        + " documents; split it into several.", "documents");
            case RequestError.TooManyQueries(int queriesMax) ->
                of(ErrorCode.TOO_MANY_QUERIES, "A batch may have at most " + queriesMax
                        + " queries; split it into several.");
            case RequestError.DocumentNotScored(int index, String reason) ->
                of(ErrorCode.DOCUMENT_NOT_SCORED, "Document " + index + " was not scored: "
                        + reason, "documents");
            case RequestError.BodyTooLarge(int bytesMax) ->
                of(ErrorCode.BODY_TOO_LARGE, "The body may have at most " + bytesMax
                        + " bytes; send fewer or shorter documents.");
            case RequestError.UnsupportedEncoding(String encoding) ->
                of(ErrorCode.UNSUPPORTED_ENCODING, "The server can't read content-encoding "
                        + encoding + "; send the body as it is, or with gzip.");
            case RequestError.TooMuchAtOnce() -> of(ErrorCode.OVERLOADED,
                    "The server has as much to read as it can hold; try again.", SOON);
            case RequestError.UploadTooSlow(Duration timeout) ->
                of(ErrorCode.UPLOAD_TIMEOUT, String.format(Locale.ROOT,
                        "The body was not there within %d ms; send it faster.",
                        timeout.toMillis()));
            case AccessError access -> of(access);
            case ControlError control -> of(control);
            case RequestError.UnknownModel(String model, List<String> known) ->
                of(ErrorCode.MODEL_NOT_FOUND, "There is no model '"
                        + model + "'; " + known(known) + '.', "model");
            case RequestError.NoModelNamed(List<String> known) -> of(ErrorCode.MODEL_REQUIRED,
                    "Name the model in the field model; " + known(known) + '.', "model");
            case RequestError.OriginNotAllowed() -> of(ErrorCode.ORIGIN_NOT_ALLOWED,
                    "Pages of that origin may not ask this server for scores.");
            case RequestError.NoSuchPath(String path) ->
                of(ErrorCode.NOT_FOUND, "There is nothing at " + path + '.');
            case RequestError.WrongMethod(String method, List<String> allowed) ->
                of(ErrorCode.METHOD_NOT_ALLOWED, "This path does not know " + method + "; use "
                        + String.join(" or ", allowed) + '.');
            case RequestError.HeadTooLarge() -> of(ErrorCode.HEAD_TOO_LARGE,
                    "The request line or the headers are too long; shorten them.");
            case RequestError.MalformedRequest() ->
                of(ErrorCode.MALFORMED_REQUEST, "The request is not valid HTTP.");
            case RequestError.Internal() -> of(ErrorCode.INTERNAL_ERROR,
                    "The server failed; its log says more under this request's id.");
        };
    }

    private static ErrorAnswer of(AccessError error) {
        return switch (error) {
            case AccessError.MissingCredential() -> of(ErrorCode.MISSING_API_KEY,
                    "Send an API key in the header: Authorization: Bearer rr_...");
            case AccessError.UnknownKey() -> of(ErrorCode.INVALID_API_KEY,
                    "The API key is wrong or no longer valid.");
            case AccessError.UnknownSession() -> of(ErrorCode.INVALID_SESSION,
                    "The session has ended or is not of this server; log in again.");
            case AccessError.WrongLogin() ->
                of(ErrorCode.INVALID_LOGIN, "The user name or the password is wrong.");
            case AccessError.MissingCsrfToken() -> of(ErrorCode.MISSING_CSRF_TOKEN,
                    "With the session cookie a change needs the session's csrf_token in the header"
                            + " x-csrf-token.");
            case AccessError.PasswordChangeNeeded() -> of(ErrorCode.PASSWORD_CHANGE_REQUIRED,
                    "Change the password first: POST /api/v1/auth/password.");
            case AccessError.MissingScope(String scope) ->
                of(ErrorCode.MISSING_SCOPE, "The API key lacks the scope " + scope + '.');
            case AccessError.AdminNeeded() ->
                of(ErrorCode.ADMIN_REQUIRED, "Only users with the role admin may do this.");
            case AccessError.SessionNeeded() -> of(ErrorCode.SESSION_REQUIRED,
                    "An API key can't do this; log in as a user.");
            case AccessError.DeploymentNotAllowed(String deployment) ->
                of(ErrorCode.DEPLOYMENT_NOT_ALLOWED,
                        "The API key may not use '" + deployment + "'.");
            case AccessError.HostNotAllowed(String host) -> of(ErrorCode.HOST_NOT_ALLOWED,
                    "The admin API is not served as '" + host
                            + "'; if that is a name of this server, add it to server.admin-names.");
            case AccessError.LimitReached(String what, ErrorCode code, Duration retryAfter) ->
                of(code, "This is more than " + what + "; try again later.", retryAfter);
            case AccessError.TooManyLogins(Duration retryAfter) -> of(ErrorCode.TOO_MANY_LOGINS,
                    "There were too many failed logins; try again later.", retryAfter);
        };
    }

    private static ErrorAnswer of(ControlError error) {
        return switch (error) {
            case ControlError.NotFound(String kind, String name, ErrorCode code) ->
                of(code, "There is no " + kind + " '" + name + "'.");
            case ControlError.Conflict(String message, ErrorCode code) ->
                of(code, message);
            case ControlError.HubFailed(HubProblem problem) -> of(problem);
            case ControlError.UnsupportedMediaType(String type) ->
                of(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "Send the body with the header: Content-Type: " + type);
        };
    }

    private static ErrorAnswer of(HubProblem problem) {
        ErrorCode code = code(problem.kind());
        return switch (problem.kind()) {
            case RATE_LIMITED, LOCKED, BUSY ->
                of(code, problem.message(), problem.retryAfter().orElse(ENGINE_START));
            case NOT_FOUND, GATED, CORRUPT, FORBIDDEN_HOST, UNREACHABLE, UNEXPECTED, REFUSED,
                    STORAGE ->
                of(code, problem.message());
        };
    }

    /** What programs know a hub's problem by. */
    public static ErrorCode code(HubProblem.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> ErrorCode.HUB_NOT_FOUND;
            case GATED -> ErrorCode.HUB_GATED;
            case RATE_LIMITED -> ErrorCode.HUB_RATE_LIMITED;
            case UNREACHABLE, UNEXPECTED -> ErrorCode.HUB_UNREACHABLE;
            case FORBIDDEN_HOST -> ErrorCode.HUB_FORBIDDEN_HOST;
            case CORRUPT -> ErrorCode.HUB_CORRUPT;
            case REFUSED -> ErrorCode.MODEL_REFUSED;
            case STORAGE -> ErrorCode.NO_STORAGE;
            case LOCKED, BUSY -> ErrorCode.DOWNLOADS_BUSY;
        };
    }

    /** Decides the same for every reason a deployment can have to give no scores. */
    public static ErrorAnswer of(Failure failure) {
        return switch (failure) {
            case Failure.NotReady(String reason) -> of(ErrorCode.NOT_READY,
                    "The model is not ready: " + reason, ENGINE_START);
            case Failure.QueueFull(Duration retryAfter) -> of(ErrorCode.OVERLOADED,
                    "The server has as much to do as it can hold; try again.", retryAfter);
            case Failure.WouldBeLate(Duration expected, Duration timeout, Duration retryAfter) ->
                of(ErrorCode.WOULD_BE_LATE, String.format(Locale.ROOT,
                        "The request would be done in about %d ms, too late or too near the end of the %d"
                                + " ms that it has; try again later,"
                                + " or with fewer documents or a longer timeout_ms.",
                        expected.toMillis(), timeout.toMillis()), retryAfter);
            case Failure.DeadlinePassed(Duration timeout) ->
                of(ErrorCode.TIMEOUT,
                        String.format(Locale.ROOT, "The request was not done within %d ms;"
                                + " send fewer documents or a longer timeout_ms.",
                                timeout.toMillis()));
            case Failure.QueryTooLong(int tokens, int tokensMax) ->
                of(ErrorCode.QUERY_TOO_LONG, "The query and what stands beside it (special"
                        + " tokens, instruction) have " + tokens + " tokens of at most " + tokensMax
                        + "; shorten it.", "query");
            case Failure.DocumentsTooLong(int tokens, int tokensMax) ->
                of(ErrorCode.DOCUMENT_TOO_LONG, "No document was scored. "
                        + documentTooLong("The first", tokens, tokensMax), "documents");
            case Failure.InstructionNotSupported() -> of(ErrorCode.INSTRUCTION_NOT_SUPPORTED,
                    "The model takes no instruction; leave the field out.", "instruction");
            case Failure.EngineFailed(String message) ->
                of(ErrorCode.ENGINE_FAILED, "The model could not score this: " + message);
            case Failure.ShuttingDown() ->
                of(ErrorCode.SHUTTING_DOWN, "The server is shutting down.", SOON);
            case Failure.Cancelled() -> of(ErrorCode.CANCELLED,
                    "The client went away.");
        };
    }

    /** Says of a document that must not be cut how long it is, how long it may be and what to do. */
    public static String documentTooLong(String document, int tokens, int tokensMax) {
        return document + " has at least " + tokens + " tokens of at most " + tokensMax
                + "; shorten it, or ask for long_document truncate or max_window.";
    }

    private static String known(List<String> names) {
        return names.isEmpty()
                ? "no deployment is running"
                : "there is '" + String.join("', '", names) + '\'';
    }
}
