// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.error;

import io.ringrank.gateway.hub.HubProblem;
import java.time.Duration;
import java.util.List;

/** What the gateway itself finds wrong with a request, before any deployment sees it. */
public sealed interface RequestError {

    /** @param reason what the parser met, and where */
    record NotJson(String reason) implements RequestError {}

    /**
     * A field is missing or has a value that nothing can be done with.
     *
     * @param param path of the field, for example {@code documents[3].text}
     * @param message what to send instead
     */
    record InvalidField(String param, String message) implements RequestError {}

    record TooManyDocuments(int documentsMax) implements RequestError {}

    record TooManyQueries(int queriesMax) implements RequestError {}

    /**
     * A document has no score, and the client's dialect can't say so of one document.
     *
     * @param index of the first
     * @param reason in a sentence
     */
    record DocumentNotScored(int index, String reason) implements RequestError {}

    record BodyTooLarge(int bytesMax) implements RequestError {}

    /** @param encoding as the header names it */
    record UnsupportedEncoding(String encoding) implements RequestError {}

    /** The bodies that are being read and worked on fill the memory they may have. */
    record TooMuchAtOnce() implements RequestError {}

    /**
     * The body was not there in time.
     *
     * @param timeout from the request's head
     */
    record UploadTooSlow(Duration timeout) implements RequestError {}

    /** @param known some names that would work */
    record UnknownModel(String model, List<String> known) implements RequestError {}

    /** The request names no model, and there is not exactly one. */
    record NoModelNamed(List<String> known) implements RequestError {}

    record NoSuchPath(String path) implements RequestError {}

    /** A page of another origin asked. */
    record OriginNotAllowed() implements RequestError {}

    /** @param allowed methods that the path knows */
    record WrongMethod(String method, List<String> allowed) implements RequestError {}

    /** The request line or the headers are longer than the server reads. */
    record HeadTooLarge() implements RequestError {}

    /** The request is not HTTP that the server can read. */
    record MalformedRequest() implements RequestError {}

    /** A fault of the server; the log has it. */
    record Internal() implements RequestError {}

    /** Why a caller may not do what it asks for. */
    sealed interface AccessError extends RequestError {

        record MissingCredential() implements AccessError {}

        record UnknownKey() implements AccessError {}

        /** The session has ended, or its token was never given out by this server. */
        record UnknownSession() implements AccessError {}

        /** A browser sends cookies by itself, so a change must come with what only our pages know. */
        record MissingCsrfToken() implements AccessError {}

        /** The password is known to more people than its owner, for example from a file. */
        record PasswordChangeNeeded() implements AccessError {}

        /** @param scope that the key lacks */
        record MissingScope(String scope) implements AccessError {}

        record AdminNeeded() implements AccessError {}

        /** A key can't log out or change a password. */
        record SessionNeeded() implements AccessError {}

        record DeploymentNotAllowed(String deployment) implements AccessError {}

        /** The name by which the server was called is none of its own, so a page may have been led here. */
        record HostNotAllowed(String host) implements AccessError {}

        /**
         * @param what has been used up, in a sentence after "This is more than"
         */
        record LimitReached(String what, ErrorCode code,
                Duration retryAfter) implements AccessError {}

        /** The same whether it is the name or the password. */
        record WrongLogin() implements AccessError {}

        record TooManyLogins(Duration retryAfter) implements AccessError {}
    }

    /** Why what an administrator asks for can't be done. */
    sealed interface ControlError extends RequestError {

        /** @param kind of thing, for example "user" */
        record NotFound(String kind, String name, ErrorCode code) implements ControlError {}

        /**
         * It would contradict what is there.
         *
         * @param message what is in the way and what to do
         */
        record Conflict(String message, ErrorCode code) implements ControlError {}

        /** A hub gives nothing, or this machine can't take it. */
        record HubFailed(HubProblem problem) implements ControlError {}

        /** @param type that the body must have */
        record UnsupportedMediaType(String type) implements ControlError {}
    }
}
