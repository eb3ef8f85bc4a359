// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

/**
 * How much a scheduler holds at one moment.
 *
 * @param requests that have not ended
 * @param documents of those requests that have not ended: each has one credit
 * @param pairs that have not ended, each once however many wait for it, or nobody
 * @param workWaits whether a pair beyond suspicion waits for an engine, and not for company only
 * @param workLingers whether such a pair waits for company although a lane could take it
 * @param suspectsWait whether a pair that is suspected waits for one
 * @param idleEngines that could take work and have none in hand
 * @param reservedEngines that are kept for suspects
 */
public record Census(int requests, long documents, int pairs, boolean workWaits,
        boolean workLingers, boolean suspectsWait, int idleEngines, int reservedEngines) {}
