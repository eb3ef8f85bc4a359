// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.audit;

/**
 * Who does something, and from where.
 *
 * @param id the public part of a key, {@code user:} and a name, or {@code -} if nobody knows
 * @param address of the connection
 */
public record Actor(String id, String address) {

    /** Somebody who has the data directory itself; of the form of a key's id, for a key may stand for it. */
    public static final Actor CONSOLE = new Actor("theConsole", "-");

    /** The server, for what it does by itself. */
    public static final Actor SERVER = new Actor("server", "-");
}
