// SPDX-License-Identifier: Apache-2.0
/**
 * Turns requests and engine answers into commands for engines and outcomes for tickets: the pure
 * heart of the scheduler, without threads, clocks or I/O. Scheduler thread only; plain fields
 * throughout.
 *
 * <pre>{@code
 *   onRequest ──> InFlight ──> TokenizeStage ──tokenize──> engine
 *                    ^              │ onTokenized  <─────────┘
 *                    │              v
 *                    │         ScoreStage ──────score────> engine's lane
 *                    └─ scored ─────┘ onScored     <─────────┘
 * }</pre>
 */
@NullMarked
package io.ringrank.scheduler.core;

import org.jspecify.annotations.NullMarked;
