// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a hub gives nothing. Any thread.
 *
 * @param message a sentence for people that says what to do
 * @param retryAfter how long the hub wants to be left alone, if it says so
 */
public record HubProblem(Kind kind, String message, Optional<Duration> retryAfter) {

    /** What a program does about it. */
    public enum Kind {
        /** There is no such repository or file, or none that may be seen. */
        NOT_FOUND,
        /** Somebody must accept a licence or give a token first. */
        GATED,
        /** Too many requests came from here; later it works. */
        RATE_LIMITED,
        /** The network or the hub fails; later it may work. */
        UNREACHABLE,
        /** The hub answers what nobody foresaw, and would again. */
        UNEXPECTED,
        /** The hub sends its clients to a place where this server does not go. */
        FORBIDDEN_HOST,
        /** What came is not what was announced. */
        CORRUPT,
        /** The file is not one that this server would run. */
        REFUSED,
        /** This machine has no room for it, or its disk fails. */
        STORAGE,
        /** Another download has the file, here or in another process; later it is done. */
        LOCKED,
        /** Too much is waiting, or it was stopped. */
        BUSY
    }

    public HubProblem(Kind kind, String message) {
        this(kind, message, Optional.empty());
    }

    /** Whether it would be the same with other files of the hub. */
    boolean isOfAllFiles() {
        return switch (kind) {
            case GATED, RATE_LIMITED, UNREACHABLE, FORBIDDEN_HOST -> true;
            case NOT_FOUND, UNEXPECTED, CORRUPT, REFUSED, STORAGE, LOCKED, BUSY -> false;
        };
    }

    /** Whether the same request may work in a moment. */
    public boolean isTemporary() {
        return switch (kind) {
            case RATE_LIMITED, UNREACHABLE, LOCKED -> true;
            case NOT_FOUND, GATED, UNEXPECTED, FORBIDDEN_HOST, CORRUPT, REFUSED, STORAGE, BUSY ->
                false;
        };
    }
}
