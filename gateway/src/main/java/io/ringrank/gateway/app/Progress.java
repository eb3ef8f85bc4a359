// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

/** Tells a person who waits what is going on. Any thread. */
@FunctionalInterface
public interface Progress {

    /** Shows one line, without a line break. */
    void say(String line);
}
