// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

/**
 * What the engines of a deployment are expected to take, in bytes of resident memory. Immutable; any
 * thread.
 *
 * @param build of llama.cpp that it was reckoned for
 * @param lanes of each engine
 * @param weightsBytes the mapped file, which all engines share
 * @param repackedBytes of each engine: a copy of matrices in another order
 * @param vocabularyBytes of each engine
 * @param lane what each lane takes
 * @param totalBytes of all engines, with their Java machines
 */
public record MemoryDetails(String build, int engines, int lanes, int tokensPerBatch,
        long weightsBytes, long repackedBytes, long vocabularyBytes, LaneMemory lane,
        long totalBytes) {

    /**
     * One lane.
     *
     * @param graphBytes room for the nodes of its graph
     * @param keyValueBytes keys and values of its context
     * @param maskBytes which tokens see which
     * @param computeBytes what the graph computes in
     * @param outputBytes logits and embeddings of a batch
     */
    public record LaneMemory(long graphBytes, long keyValueBytes, long maskBytes,
            long computeBytes, long outputBytes) {

        /** Returns all of it. */
        public long bytes() {
            return graphBytes + keyValueBytes + maskBytes + computeBytes + outputBytes;
        }
    }
}
