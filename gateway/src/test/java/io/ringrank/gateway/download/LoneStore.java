// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.Appraiser;
import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubAccess;
import io.ringrank.gateway.hub.Hubs;
import io.ringrank.gateway.hub.ModelCatalog;
import java.net.URI;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A store of models on a machine without a network, for tests of everything else. */
public final class LoneStore {

    /** Nobody listens there. */
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    private LoneStore() {}

    public static ModelStore in(Path directory) {
        HubAccess nowhere = new HubAccess(NOWHERE, "", Set.of(), Duration.ofSeconds(5));
        Hubs hubs = new Hubs(nowhere, nowhere, "", "");
        HubCaches caches = new HubCaches(new HubCache(Hub.HUGGING_FACE, directory.resolve("hf")),
                new HubCache(Hub.MODELSCOPE, directory.resolve("ms")));
        return new ModelStore(new ModelCatalog(hubs, new Blind(), System::nanoTime), caches,
                new Downloads(hubs, caches, DiskSpace.ofFileSystem(), System::nanoTime,
                        RetryPolicy.USUAL),
                new LocalFolders(List.of()));
    }

    /** There is nothing to look at. */
    private static final class Blind implements Appraiser {

        @Override
        public Appraisal appraise(ReadableByteChannel head, long bytes) {
            return new Usable(List.of(), "bert", "F32", bytes);
        }

        @Override
        public OptionalLong availableBytes() {
            return OptionalLong.empty();
        }

        @Override
        public boolean isOnProcessor() {
            return true;
        }
    }
}
