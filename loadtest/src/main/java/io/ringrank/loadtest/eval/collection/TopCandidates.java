// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** Keeps the best candidates of one query, in whatever order they come. One thread. */
final class TopCandidates {

    private final int candidatesMax;
    private final PriorityQueue<Candidate> worstFirst =
            new PriorityQueue<>(Candidate.BEST_FIRST.reversed());
    private final Set<String> documents = new HashSet<>();

    TopCandidates(int candidatesMax) {
        this.candidatesMax = candidatesMax;
    }

    int size() {
        return worstFirst.size();
    }

    /** Returns false if the document is among those that are kept. */
    boolean offer(Candidate candidate) {
        if (!documents.add(candidate.document())) {
            return false;
        }
        worstFirst.add(candidate);
        if (worstFirst.size() > candidatesMax) {
            documents.remove(worstFirst.remove().document());
        }
        return true;
    }

    List<Candidate> bestFirst() {
        return worstFirst.stream().sorted(Candidate.BEST_FIRST).toList();
    }
}
