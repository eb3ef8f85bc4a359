// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.Appraiser.Appraisal;
import io.ringrank.gateway.hub.Appraiser.Usable;
import io.ringrank.gateway.hub.FileChoice;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem.Kind;
import io.ringrank.gateway.hub.ModelCatalog;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.hub.Quantisation;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Chooses among files that are on this machine. Any thread that may wait for the disk. */
final class LocalChoice {

    private final HubCache cache;
    private final ModelCatalog catalog;

    /** @param reason a sentence for people */
    record Best(CachedFile file, String reason) {}

    LocalChoice(HubCache cache, ModelCatalog catalog) {
        this.cache = cache;
        this.catalog = catalog;
    }

    /**
     * The file that a source names by its path, by the last part of it or by its quantisation.
     *
     * @throws HubException if it names several
     */
    Optional<CachedFile> named(ModelSource.Remote source) throws IOException, HubException {
        if (source.file().isEmpty()) {
            return Optional.empty();
        }
        String name = source.file().get();
        List<CachedFile> files = whole(source);
        Optional<CachedFile> exact =
                files.stream().filter(file -> file.path().equals(name)).findFirst();
        if (exact.isPresent()) {
            return exact;
        }
        Optional<Quantisation> kind = Quantisation.ofText(name);
        return onlyOne(source, name, files, file -> file.path().endsWith('/' + name)
                || kind.equals(Optional.of(Quantisation.ofFile(file.path()))));
    }

    /**
     * What is taken if the hub doesn't say what is the best.
     *
     * @throws HubException the hub's if nothing here will do
     */
    Best without(ModelSource.Remote source, HubException hub) throws IOException, HubException {
        if (source.file().isPresent() || hub.problem().kind() == Kind.REFUSED) {
            throw hub;
        }
        boolean onProcessor = catalog.isOnProcessor();
        List<CachedFile> usable = whole(source).stream()
                .filter(file -> memoryBytes(file).isPresent())
                .sorted(Comparator.comparingInt(
                        file -> Quantisation.ofFile(file.path()).rank(onProcessor)))
                .toList();
        long available = catalog.availableBytes().orElse(Long.MAX_VALUE);
        // If none fits, whoever loads it says how much there would have to be.
        CachedFile best = usable.stream()
                .filter(file -> memoryBytes(file).orElse(0L) <= available)
                .findFirst()
                .or(() -> usable.stream().findFirst())
                .orElseThrow(() -> hub);
        Quantisation kind = Quantisation.ofFile(best.path());
        onlyOne(source, kind.name(), usable,
                file -> Quantisation.ofFile(file.path()).equals(kind));
        return new Best(best, "It is the best of the files that are here, since the hub can't be"
                + " asked: " + hub.problem().message());
    }

    private List<CachedFile> whole(ModelSource.Remote source) throws IOException {
        return cache.list(source.repository())
                .stream()
                .filter(file -> !FileChoice.isPart(file.path()))
                .toList();
    }

    private static Optional<CachedFile> onlyOne(ModelSource.Remote source, String name,
            List<CachedFile> files, Predicate<CachedFile> wanted) throws HubException {
        List<CachedFile> found = files.stream().filter(wanted).toList();
        if (found.size() > 1) {
            throw FileChoice.ambiguous(source.repository(), name,
                    found.stream().map(CachedFile::path).toList());
        }
        return found.stream().findFirst();
    }

    /** Of a deployment of it; empty if it can't be used. */
    private Optional<Long> memoryBytes(CachedFile file) {
        try {
            Appraisal appraisal = catalog.appraise(file.file());
            return appraisal instanceof Usable usable
                    ? Optional.of(usable.memoryBytes())
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
