// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.config.Secret;
import io.ringrank.gateway.download.DiskSpace;
import io.ringrank.gateway.download.Downloads;
import io.ringrank.gateway.download.HubCache;
import io.ringrank.gateway.download.HubCaches;
import io.ringrank.gateway.download.LocalFolders;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.download.RetryPolicy;
import io.ringrank.gateway.hub.Appraiser;
import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubAccess;
import io.ringrank.gateway.hub.Hubs;
import io.ringrank.gateway.hub.ModelCatalog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the store of models of a server. Any thread. */
final class LocalModels {

    private static final Logger LOG = LoggerFactory.getLogger(LocalModels.class);
    private static final String NONE = "none";

    private LocalModels() {}

    /** Opens it. */
    static ModelStore open(RingrankConfig config, Path dataDir, Appraiser appraiser,
            Resources resources) {
        RingrankConfig.Hub settings = config.hub();
        HubCaches caches = new HubCaches(new HubCache(Hub.HUGGING_FACE, settings.cacheDir()),
                new HubCache(Hub.MODELSCOPE, dataDir.resolve("models").resolve("modelscope")));
        Hubs hubs = resources.add(hubs(settings));
        return resources
                .add(new ModelStore(new ModelCatalog(hubs, appraiser, System::nanoTime), caches,
                        new Downloads(hubs, caches, DiskSpace.ofFileSystem(), System::nanoTime,
                                RetryPolicy.USUAL),
                        new LocalFolders(folders(settings))));
    }

    /** Deletes what downloads left that nobody went on with. */
    static void cleanUp(ModelStore store) {
        try {
            store.cleanUp(Instant.now());
        } catch (IOException e) {
            LOG.warn("leftovers of downloads stay: {}", e.toString());
        }
    }

    private static List<Path> folders(RingrankConfig.Hub settings) {
        return names(settings.modelDirs()).map(Path::of).toList();
    }

    /** What stands between commas. */
    private static Stream<String> names(String setting) {
        return Arrays.stream(given(setting).split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty());
    }

    private static Hubs hubs(RingrankConfig.Hub settings) {
        HubAccess huggingFace = access(settings.endpoint(), settings.token(), settings);
        HubAccess modelScope =
                access(settings.modelscopeEndpoint(), settings.modelscopeToken(), settings);
        try {
            return new Hubs(huggingFace, modelScope, given(settings.proxy()),
                    given(settings.noProxy()));
        } catch (IllegalArgumentException e) {
            // A server that needs no hub must not fail for the proxy of other programs.
            LOG.warn("hub.proxy is not used: {}", e.getMessage());
            return new Hubs(huggingFace, modelScope, "", "");
        }
    }

    private static HubAccess access(String endpoint, Secret token, RingrankConfig.Hub settings) {
        Set<String> allowed = names(settings.allowedHosts())
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        return new HubAccess(URI.create(endpoint.replaceFirst("/+$", "")), token.value(), allowed,
                Duration.ofSeconds(settings.timeoutSeconds()));
    }

    private static String given(String setting) {
        return setting.equals(NONE) ? "" : setting;
    }
}
