// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a command line into a server, a request or a table. {@link Main} calls; other modules add
 * commands through {@link CliExtension}.
 */
@NullMarked
package io.ringrank.gateway.cli;

import org.jspecify.annotations.NullMarked;
