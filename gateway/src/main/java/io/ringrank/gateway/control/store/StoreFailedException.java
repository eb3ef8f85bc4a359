// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.store;

/** The database did not do what it was told, for example because the disk is full. Nothing was changed. */
public final class StoreFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreFailedException(Throwable cause) {
        super("the database failed: " + cause.getMessage(), cause);
    }
}
