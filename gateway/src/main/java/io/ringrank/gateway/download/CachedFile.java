// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.ModelSource;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A GGUF file of a hub that is on this machine. Any thread.
 *
 * @param revision of the repository
 * @param path within the repository
 * @param file where it lies
 */
public record CachedFile(Hub hub, String repository, String revision, String path, Path file,
        long bytes) {

    /** What names it. */
    public ModelSource.Remote source() {
        return new ModelSource.Remote(hub, repository, Optional.of(path));
    }
}
