// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.route;

/** Which side of the server a route belongs to, and so where it is served. */
public enum Plane {
    /** Scores; the requests of every hour. */
    DATA,
    /** What machines watch. */
    HEALTH,
    /** Administration; on a port of its own if the operator says so. */
    CONTROL
}
