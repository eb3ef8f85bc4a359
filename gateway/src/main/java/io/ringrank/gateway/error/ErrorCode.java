// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.error;

import java.util.Locale;

/**
 * Every error that the server answers with, the one catalogue of them. A code never changes its meaning
 * or status.
 */
// @formatter:off (one error a paragraph)
public enum ErrorCode {
    INVALID_JSON(400, "The body is not one JSON object.",
            "Send valid JSON in UTF-8; the message says where it breaks off."),
    INVALID_VALUE(400, "A field, parameter or header is missing, or nothing can be done with it.",
            "Correct what param names."),
    TOO_MANY_DOCUMENTS(400, "The request has more documents than the server or its key takes.",
            "Split it into several."),
    TOO_MANY_QUERIES(400, "The batch has more queries than a batch may have.",
            "Split it into several."),
    MODEL_REQUIRED(400, "Several models are served, or none, and the request names none.",
            "Name one in the field model."),
    MALFORMED_REQUEST(400, "The request is not valid HTTP, or its body broke off.",
            "Look at the client and at what lies between."),
    QUERY_TOO_LONG(400, "The query alone leaves no room for a document.", "Shorten it."),
    DOCUMENT_TOO_LONG(400, "Documents must not be cut, and none is short enough.",
            "Shorten them, or ask for long_document truncate or max_window."),
    INSTRUCTION_NOT_SUPPORTED(400, "The model takes no instruction.", "Leave the field out."),
    MISSING_API_KEY(401, "There is no key.", "Send Authorization: Bearer KEY, x-api-key or api-key."),
    INVALID_API_KEY(401, "The key is wrong, expired or revoked.", "Ask for a new one."),
    INVALID_SESSION(401, "The session has ended or is of another server.", "Log in again."),
    INVALID_LOGIN(401, "The user name or the password is wrong.", "Try again, a few times."),
    MISSING_CSRF_TOKEN(403, "A change came with the session's cookie alone.",
            "Send the session's csrf_token in the header x-csrf-token."),
    PASSWORD_CHANGE_REQUIRED(403, "The password is known to more people than its owner.",
            "POST /api/v1/auth/password."),
    MISSING_SCOPE(403, "The key is not for this.", "Use a key with the scope."),
    ADMIN_REQUIRED(403, "The user is no admin.", "Ask one."),
    SESSION_REQUIRED(403, "No key may do this.", "Log in as a user."),
    DEPLOYMENT_NOT_ALLOWED(403, "The key may not use the model.", "Use another key or model."),
    HOST_NOT_ALLOWED(403, "The admin API was called by a name that is none of the server's.",
            "Add it to server.admin-names if it is."),
    ORIGIN_NOT_ALLOWED(403, "A page of an origin that is not let in asked for scores.",
            "Add the origin to server.cors-origins if it should be."),
    MODEL_NOT_FOUND(404, "No deployment has that name.", "GET /v1/models lists them."),
    NOT_FOUND(404, "There is nothing at the path.", "GET /openapi.json lists what there is."),
    USER_NOT_FOUND(404, "There is no such user.", "GET /api/v1/users lists them."),
    API_KEY_NOT_FOUND(404, "There is no such key.", "GET /api/v1/api-keys lists them."),
    DEPLOYMENT_NOT_FOUND(404, "There is no such deployment.",
            "GET /api/v1/deployments lists them."),
    MODEL_FILE_NOT_FOUND(404, "There is no such downloaded model.", "GET /api/v1/models lists them."),
    FILE_NOT_FOUND(404, "There is no such file where models may be.", "Look at hub.model-dirs."),
    HUB_NOT_FOUND(404, "The hub has no such repository or file, or not for everybody.",
            "Look at the name; private ones need a token."),
    METHOD_NOT_ALLOWED(405, "The path knows other methods.", "The header allow says which."),
    UPLOAD_TIMEOUT(408, "The body was not there in time.", "Send it faster, or less."),
    USER_EXISTS(409, "The name is taken.", "Choose another."),
    TOO_MANY_USERS(409, "There are as many users as there may be.", "Delete some."),
    TOO_MANY_KEYS(409, "There are as many keys as there may be.", "Revoke some."),
    LAST_ADMIN(409, "Nobody could administer the server.", "Make another user an admin first."),
    DEPLOYMENT_EXISTS(409, "The name is taken.", "Choose another."),
    TOO_MANY_DEPLOYMENTS(409, "There are as many deployments as there may be.", "Delete some."),
    DEPLOYMENT_IN_SETTINGS(409, "The settings name the deployment.",
            "Change it there and restart."),
    MODEL_IN_USE(409, "The model is being served.", "Stop the deployment first."),
    BODY_TOO_LARGE(413, "The body, or what it was compressed from, has too many bytes.",
            "Send fewer or shorter documents."),
    UNSUPPORTED_ENCODING(415, "The body's content-encoding is not known.",
            "Send it as it is, or with gzip."),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's content-type is not known.",
            "Send application/json."),
    DOCUMENT_NOT_SCORED(422, "A document has no score, and the dialect wants one of each.",
            "Leave the document out, or use the standard dialect, which lists such documents."),
    MODEL_REFUSED(422, "The file is none that this server would run.", "The message says why."),
    OVERLOADED(429, "The server has as much to do as it can hold.",
            "Try again after retry-after-ms."),
    WOULD_BE_LATE(429, "The request would not be done in its time.",
            "Try again later, or with fewer documents or a longer timeout_ms."),
    REQUESTS_LIMIT(429, "The key's requests of this minute are used up.",
            "Try again after retry-after-ms."),
    TOKENS_LIMIT(429, "The key's tokens of this minute are used up.",
            "Try again after retry-after-ms."),
    CONCURRENCY_LIMIT(429, "The key has as many requests at once as it may.",
            "Wait for an answer first."),
    TOO_MANY_LOGINS(429, "There were too many failed logins.", "Try again after retry-after-ms."),
    HEAD_TOO_LARGE(431, "The request line or the headers are too long.", "Shorten them."),
    CANCELLED(499, "The client went away.", "Nothing; nobody reads this."),
    INTERNAL_ERROR(500, "The server failed.", "Its log says more under the request's id."),
    ENGINE_FAILED(500, "The model could not score any document.", "The message says why."),
    HUB_GATED(502, "The hub wants a licence accepted or a token first.",
            "Accept it there, and give the server a token."),
    HUB_UNREACHABLE(502, "The hub or the way to it fails.",
            "Look at the network, HTTPS_PROXY and HF_ENDPOINT; try again."),
    HUB_FORBIDDEN_HOST(502, "The hub sends its clients where this server does not go.",
            "Add the host to hub.allowed-hosts if it is trusted."),
    HUB_CORRUPT(502, "What came is not what the hub announced.", "Try again."),
    NOT_READY(503, "The model is loading or can't run.", "GET /readyz says why."),
    SHUTTING_DOWN(503, "The server is going down.", "Ask another, or try again."),
    HUB_RATE_LIMITED(503, "The hub has had too many requests from here.",
            "Try again after retry-after-ms, or give the server a token."),
    DOWNLOADS_BUSY(503, "Somebody else downloads it, or too much is waiting.",
            "Try again after retry-after-ms."),
    TIMEOUT(504, "The request was not done within its time.",
            "Send fewer documents or a longer timeout_ms."),
    NO_STORAGE(507, "There is no room for the model, or the disk fails.", "Make room.");

    private final int status;
    private final String meaning;
    private final String remedy;

    ErrorCode(int status, String meaning, String remedy) {
        this.status = status;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** As programs see it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }

    /** What happened, for people. */
    public String meaning() {
        return meaning;
    }

    /** What to do about it, for people. */
    public String remedy() {
        return remedy;
    }

    /** A family of errors, named as OpenAI's clients know them. */
    public String type() {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 429 -> this == OVERLOADED || this == WOULD_BE_LATE
                    ? "overloaded_error"
                    : "rate_limit_error";
            case 499 -> "cancelled_error";
            case 500, 507 -> "server_error";
            case 502 -> "hub_error";
            case 503 -> "unavailable_error";
            default -> "invalid_request_error";
        };
    }
}
