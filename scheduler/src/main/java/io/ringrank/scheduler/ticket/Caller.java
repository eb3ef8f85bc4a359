// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

/**
 * Who asks.
 *
 * @param id stable and not secret, for example the public part of an API key
 */
public record Caller(String id) {}
