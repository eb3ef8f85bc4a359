// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import org.jspecify.annotations.Nullable;

/** Knows which sessions there are now. Any thread; never waits. */
@FunctionalInterface
public interface SessionCheck {

    /** Null if the token is not one of a session that goes on. */
    Principal.@Nullable SignedIn find(String token);
}
