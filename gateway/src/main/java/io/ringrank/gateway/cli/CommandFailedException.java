// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

/** A command did what it was told and it didn't work: exit status 1. The message is for people. */
public final class CommandFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    public CommandFailedException(String message) {
        super(message);
    }
}
