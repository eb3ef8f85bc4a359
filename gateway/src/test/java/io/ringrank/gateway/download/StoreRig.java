// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.FixedAppraiser;
import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubAccess;
import io.ringrank.gateway.hub.Hubs;
import io.ringrank.gateway.hub.ModelCatalog;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.hub.RemoteFile;
import io.ringrank.gateway.hub.TestHub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A store of models that fetches from a {@link TestHub}, and never pauses before it tries again. */
public final class StoreRig implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RetryPolicy RETRY =
            new RetryPolicy(3, Duration.ZERO, Duration.ofSeconds(5));

    public final FixedAppraiser appraiser = new FixedAppraiser();
    public final HubCaches caches;
    public final Hubs hubs;
    public final ModelCatalog catalog;
    public final Downloads downloads;
    public final ModelStore store;
    /** Of the catalog. */
    public final AtomicLong nanoTime = new AtomicLong();
    /** What the disk has left. */
    public volatile long usableBytes = Long.MAX_VALUE;

    public StoreRig(TestHub hub, Path directory) {
        HubAccess access = hub.access("", PATIENCE);
        this.hubs = new Hubs(access, access, "", "");
        this.caches = new HubCaches(new HubCache(Hub.HUGGING_FACE, directory.resolve("hf")),
                new HubCache(Hub.MODELSCOPE, directory.resolve("ms")));
        this.catalog = new ModelCatalog(hubs, appraiser, nanoTime::get);
        this.downloads =
                new Downloads(hubs, caches, _ -> usableBytes, System::nanoTime, RETRY);
        this.store = new ModelStore(catalog, caches, downloads,
                new LocalFolders(List.of(directory.resolve("allowed"))));
    }

    public static ModelSource.Remote source(String text) {
        return (ModelSource.Remote) ModelSource.parse(text);
    }

    RemoteFile file(Hub hub, String path) throws Exception {
        return hubs.of(hub)
                .repository(TestHub.BGE)
                .files()
                .stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    /** Downloads it and waits. */
    Path fetch(RemoteFile file) throws Exception {
        return downloads.start(file).await(_ -> {});
    }

    @Override
    public void close() {
        store.close();
        hubs.close();
    }
}
