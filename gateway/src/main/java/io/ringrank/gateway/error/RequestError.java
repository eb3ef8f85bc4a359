// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.error;

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

    record MissingKey() implements RequestError {}

    record UnknownKey() implements RequestError {}

    /** @param scope that the key lacks */
    record MissingScope(String scope) implements RequestError {}

    /** @param known some names that would work */
    record UnknownModel(String model, List<String> known) implements RequestError {}

    /** The request names no model, and there is not exactly one. */
    record NoModelNamed(List<String> known) implements RequestError {}

    record NoSuchPath(String path) implements RequestError {}

    /** @param allowed methods that the path knows */
    record WrongMethod(String method, List<String> allowed) implements RequestError {}

    /** The request line or the headers are longer than the server reads. */
    record HeadTooLarge() implements RequestError {}

    /** The request is not HTTP that the server can read. */
    record MalformedRequest() implements RequestError {}

    /** A fault of the server; the log has it. */
    record Internal() implements RequestError {}

}
