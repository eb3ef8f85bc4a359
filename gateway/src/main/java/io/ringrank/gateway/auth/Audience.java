// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

/** Who may call a route. Each route has one of these; there is none without. */
public enum Audience {
    /** Everybody, without a credential. */
    ANYONE,
    /** Keys with the scope inference, and every user who is logged in. */
    INFERENCE,
    /** Keys with the scope management, and admins who are logged in. */
    MANAGEMENT,
    /** Every user who is logged in, even with a password that must be changed first; no keys. */
    SESSION
}
