// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

/**
 * How much a scheduler holds at one moment.
 *
 * @param requests that have not ended
 * @param documents of those requests that have not ended: each has one credit
 * @param pairs that have not ended, each once however many wait for it, or nobody
 */
public record Census(int requests, long documents, int pairs) {}
