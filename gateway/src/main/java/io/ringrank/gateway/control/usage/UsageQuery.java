// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.usage;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which rows to read.
 *
 * @param from first day
 * @param to last day
 * @param caller null for all
 * @param deployment null for all
 */
public record UsageQuery(LocalDate from, LocalDate to, @Nullable String caller,
        @Nullable String deployment) {}
