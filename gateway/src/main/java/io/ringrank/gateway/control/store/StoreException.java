// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.store;

import java.io.IOException;

/** The database can't be opened, saved or brought back. The message says why and what to do. */
public final class StoreException extends IOException {

    private static final long serialVersionUID = 1L;

    StoreException(String message) {
        super(message);
    }

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
