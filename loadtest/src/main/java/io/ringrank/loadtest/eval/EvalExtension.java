// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CliExtension;
import io.ringrank.loadtest.eval.client.Delays;

/** Adds {@code eval} to the command line. */
public final class EvalExtension implements CliExtension {

    @Override
    public Object command(CliContext context) {
        return new EvalCommand(context, Delays.REAL);
    }
}
