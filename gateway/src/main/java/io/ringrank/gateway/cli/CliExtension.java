// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

/**
 * Adds a command to {@code ringrank}. Implementations on the class path are found by
 * {@link java.util.ServiceLoader}, so the gateway need not know the modules behind them.
 */
public interface CliExtension {

    /** An object with picocli's {@code @Command}, or a {@code CommandLine} of one. */
    Object command(CliContext context);
}
