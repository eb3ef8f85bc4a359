// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

/** When the server counts as not ready because one deployment can't answer. */
enum Expectation {
    /** The settings want it: always. */
    ALWAYS,
    /** It was to run when the server started: as long as it may come without a download. */
    SOON,
    /** It is new, and what served before goes on. */
    ONCE_IT_SERVED;

    /**
     * @param served whether it has answered, or could have
     * @param coming whether it is about to
     */
    boolean isMet(boolean served, boolean coming) {
        return switch (this) {
            case ALWAYS -> true;
            case SOON -> served || coming;
            case ONCE_IT_SERVED -> served;
        };
    }
}
