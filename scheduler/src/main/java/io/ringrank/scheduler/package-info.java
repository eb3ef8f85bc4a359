// SPDX-License-Identifier: Apache-2.0
/**
 * Turns query-document pairs into scores, a batch at a time. The gateway calls
 * {@link io.ringrank.scheduler.Reranker}; a backend answers through
 * {@link io.ringrank.scheduler.engine.EngineInbox}.
 *
 * <pre>{@code
 *   event loops (many)                     scheduler thread (one per deployment)    engines
 *
 *   Reranker.submit(job)
 *     PairKeys, ScoreCache ── all hit ──> Ticket
 *       | misses
 *     AdmissionCredits.tryClaim
 *     PairRing.tryPublish ═══════════════> SchedulerThread ─> SchedulerCore ──────> EnginePort
 *                                              ^                   │
 *                                              └── EngineInbox <───┼──────────────── answers
 *     outcome completes <────── Ticket.complete ───────────────────┘
 * }</pre>
 *
 * <p>Arrows cross between threads in three places only: the ring, the inbox and the ticket's
 * outcome. Nothing here knows HTTP, JSON, Netty or llama.cpp.
 */
@NullMarked
package io.ringrank.scheduler;

import org.jspecify.annotations.NullMarked;
