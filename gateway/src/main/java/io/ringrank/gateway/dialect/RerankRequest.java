// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.JobTerms;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A rerank request that was checked.
 *
 * @param dialect in which it is answered
 * @param model name of a deployment; null if the client left it open
 * @param questions nearly always one; several have one document each. All their documents together are
 *        at most {@link RequestLimits#documentsMax}
 * @param ids what the client calls its documents, null for one without a name; empty if none has one
 * @param options how its pairs are made and scored
 * @param terms how it is served, with a timeout from the request's head of 1 ms to
 *        {@link RequestLimits#timeoutMillisMax}
 */
public record RerankRequest(Dialect dialect, @Nullable String model, List<Question> questions,
        List<@Nullable ClientId> ids, AnswerForm form, ScoringOptions options, JobTerms terms) {

    public RerankRequest {
        questions = List.copyOf(questions);
    }

    /** The same for a caller who doesn't wait for this one. */
    public RerankRequest inBatch() {
        return new RerankRequest(dialect, model, questions, ids, form, options,
                terms.ofClass(JobClass.BATCH));
    }

    public long timeoutMillis() {
        return TimeUnit.NANOSECONDS.toMillis(terms.timeoutNanos());
    }

    /** Of all questions together. */
    public int documentCount() {
        return questions.size() == 1
                ? questions.getFirst().documents().size()
                : questions.stream().mapToInt(question -> question.documents().size()).sum();
    }

    /** Whether its instruction is longer than each query that it stands beside. */
    public boolean isMostlyInstruction() {
        int length = options.instruction().length();
        return questions.stream().allMatch(question -> question.query().length() < length);
    }

    /** By its index, counted over all questions. */
    String document(int index) {
        int place = index;
        for (Question question : questions) {
            if (place < question.documents().size()) {
                return question.documents().get(place);
            }
            place -= question.documents().size();
        }
        throw new IndexOutOfBoundsException(index);
    }

    /** Null if its client has no name for it. */
    @Nullable
    ClientId idOf(int index) {
        return ids.isEmpty() ? null : ids.get(index);
    }
}
