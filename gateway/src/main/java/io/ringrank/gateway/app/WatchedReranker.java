// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.metrics.DeploymentMetrics;
import io.ringrank.scheduler.Reranker;
import io.ringrank.scheduler.cache.ScoreCache;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.ticket.AdmissionCredits;

/** What is published of a deployment's scheduler. Any thread. */
record WatchedReranker(Reranker reranker) implements DeploymentMetrics.Watched {

    @Override
    public LoadSnapshot load() {
        return reranker.load();
    }

    @Override
    public AdmissionCredits credits() {
        return reranker.credits();
    }

    @Override
    public ScoreCache.Stats cache() {
        return reranker.cacheStats();
    }
}
