// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.status;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server knows of itself from its start to its end. Immutable; any thread.
 *
 * @param dataPort the TCP port of the data plane, if it is another one than the admin API's and known
 *     before it is taken
 * @param processors that it may use
 * @param natives what it computes with; empty in a process that runs no models
 */
public record ServerFacts(ServerVersion version, Instant started, OptionalInt dataPort,
        int processors, Optional<NativeReport> natives) {}
