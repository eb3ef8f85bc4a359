// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import java.util.List;

/** Pairs of one query whose documents an engine tokenises in one call. */
record TokenizeCall(EngineState engine, List<Pending> pendings) {}
