// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CliExtension;

/** Adds {@code bench} to the command line. */
public final class BenchExtension implements CliExtension {

    @Override
    public Object command(CliContext context) {
        return new BenchCommand(context);
    }
}
