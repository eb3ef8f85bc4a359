// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.gateway.error.RequestError;

/** Carries the first error of a body out of the parser's depth; it never leaves this package. */
final class InvalidRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient RequestError error;

    InvalidRequestException(RequestError error) {
        // Clients cause these at will, so they cost no stack trace.
        super(null, null, false, false);
        this.error = error;
    }

    static InvalidRequestException field(String param, String message) {
        return new InvalidRequestException(new RequestError.InvalidField(param, message));
    }

    RequestError error() {
        return error;
    }
}
