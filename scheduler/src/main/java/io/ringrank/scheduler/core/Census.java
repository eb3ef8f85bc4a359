// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

/**
 * How much a scheduler holds at one moment.
 *
 * @param requests that have not ended
 * @param documents of those requests that have not ended: each has one credit
 * @param pairs that have not ended, each once however many wait for it, or nobody
 * @param textsWait whether a pair beyond suspicion waits to be tokenised
 * @param rowsWait whether such a pair is tokenised and waits for a lane, and not only for company
 * @param rowsLinger whether such a pair waits for company although an engine has nothing to do
 * @param callsOut to tokenise, that were not answered
 * @param suspectsWait whether a pair that is suspected waits for one
 * @param idleEngines that could take work and have none in hand
 * @param reservedEngines that are kept for suspects
 */
public record Census(int requests, long documents, int pairs, boolean textsWait,
        boolean rowsWait, boolean rowsLinger, int callsOut, boolean suspectsWait, int idleEngines,
        int reservedEngines) {}
