// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.usage;

import java.time.LocalDate;

/** What one caller used of one deployment on one day, in UTC. */
public record UsageRow(LocalDate day, String caller, String deployment, Usage usage) {}
