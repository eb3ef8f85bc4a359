// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the scheduler's decisions into commands for engines, and what engines say into answers the
 * scheduler can read. Backends implement {@link io.ringrank.scheduler.engine.EnginePort} and offer
 * into {@link io.ringrank.scheduler.engine.EngineInbox}; only the scheduler thread takes out.
 */
@NullMarked
package io.ringrank.scheduler.engine;

import org.jspecify.annotations.NullMarked;
