// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import io.ringrank.gateway.error.RequestError;

/** Carries the first error of a body or a query out of an action; it never leaves this package. */
final class BadFieldException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient RequestError error;

    BadFieldException(String field, String message) {
        // Clients cause these at will, so they cost no stack trace.
        super(message, null, false, false);
        this.error = new RequestError.InvalidField(field, message);
    }

    RequestError error() {
        return error;
    }
}
