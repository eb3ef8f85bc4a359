// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import java.util.List;

/** How a job ended. */
public sealed interface RerankOutcome {

    /** One outcome for each document, in the job's order; at least one was scored. */
    record Answered(List<DocumentOutcome> documents, StageTimes times) implements RerankOutcome {}

    /** No document was scored. */
    record Failed(Failure failure) implements RerankOutcome {}
}
