// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.ModelSource;
import java.nio.file.Path;

/**
 * A model file that is here or on its way. Any thread.
 *
 * @param id short, and the same for the same file of the same repository
 * @param bytes of all of it
 */
public record ModelEntry(String id, ModelSource.Remote source, String revision, long bytes,
        Status status) {

    private static final int ID_CHARS = 16;

    /** Whether it can be served. */
    public sealed interface Status {}

    /** @param file where it lies */
    public record Ready(Path file) implements Status {}

    /** It is being fetched, or that failed. */
    public record Fetching(Download.State state) implements Status {}

    static ModelEntry of(CachedFile file) {
        return new ModelEntry(id(file.source()), file.source(), file.revision(), file.bytes(),
                new Ready(file.file()));
    }

    static ModelEntry of(Download download) {
        ModelSource.Remote source = download.file().source();
        Status status = download.state() instanceof Download.Done(Path path)
                ? new Ready(path)
                : new Fetching(download.state());
        return new ModelEntry(id(source), source, download.file().revision(),
                download.file().bytes(), status);
    }

    static String id(ModelSource.Remote source) {
        return Sha256.of(source.text()).substring(0, ID_CHARS);
    }
}
