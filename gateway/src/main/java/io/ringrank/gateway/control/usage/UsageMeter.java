// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.usage;

import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.rerank.RequestListener;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Adds up what callers use, in memory, and writes the sums to the store from time to time. Counting is
 * for any thread and never waits; all else waits for the disk.
 */
public final class UsageMeter implements RequestListener {

    /*
     * What is counted lies in the map until it is taken out of it as a whole, entry by entry, and then belongs
     * to the one that writes it. So everything is written once, and what can't be written is put back. The map
     * holds one entry for each caller and deployment that were busy since, so it is bounded by both.
     */

    private static final int STATUS_ERROR = 400;

    private final Store store;
    private final InstantSource clock;
    private final Map<Key, Usage> counted = new ConcurrentHashMap<>();

    private record Key(LocalDate day, String caller, String deployment) {}

    public UsageMeter(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void onEnd(EndedRequest request) {
        RequestTrace.Work work = request.work();
        Key key = new Key(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), request.caller(),
                request.deployment());
        counted.merge(key, new Usage(1, request.status() >= STATUS_ERROR ? 1 : 0, work.pairs(),
                work.cachedPairs(), work.tokens(), work.cachedTokens()), Usage::plus);
    }

    /** Writes what was counted. One thread at a time. */
    public synchronized void flush() {
        List<UsageRow> rows = new ArrayList<>();
        for (Key key : List.copyOf(counted.keySet())) {
            Usage usage = counted.remove(key);
            if (usage != null) {
                rows.add(new UsageRow(key.day(), key.caller(), key.deployment(), usage));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        boolean written = false;
        try {
            store.write(tx -> {
                UsageTable.add(tx.handle(), rows);
                return true;
            });
            written = true;
        } finally {
            if (!written) {
                rows.forEach(row -> counted.merge(
                        new Key(row.day(), row.caller(), row.deployment()), row.usage(),
                        Usage::plus));
            }
        }
    }

    /** Newest day first, with what was counted until now. */
    public List<UsageRow> find(UsageQuery query, int rowsMax, int offset) {
        flush();
        return store.read(handle -> UsageTable.find(handle, query, rowsMax, offset));
    }
}
