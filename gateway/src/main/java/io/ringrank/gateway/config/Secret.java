// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

/**
 * A setting that nobody must read in a log.
 *
 * @param value empty for none
 */
public record Secret(String value) {

    public static final Secret NONE = new Secret("");

    @Override
    public String toString() {
        return value.isEmpty() ? "none" : "***";
    }
}
