// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.ringrank.scheduler.engine.EngineInbox;

/**
 * What all lives of one engine have in common.
 *
 * @param engine names it in its answers
 * @param place number of its sockets
 * @param tail what its processes wrote last
 */
record EngineSetup(int engine, int place, EngineSpec spec, EngineHost host, EngineInbox inbox,
        OutputTail tail) {}
