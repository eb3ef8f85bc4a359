// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One model of a repository, that is a file or all parts of one. Any thread.
 *
 * @param parts in their order, at least one
 */
public record FileChoice(Quantisation quantisation, List<RemoteFile> parts) {

    private static final Pattern PART =
            Pattern.compile("(.*)-([0-9]{5})-of-([0-9]{5})\\.gguf", Pattern.CASE_INSENSITIVE);
    private static final int PATHS_SHOWN = 20;
    /** A file of image models, which is no model by itself. */
    private static final String PROJECTOR = "mmproj";

    public FileChoice {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a choice without a file");
        }
    }

    /** Finds what can be chosen, by path. */
    static List<FileChoice> of(Repository repository) {
        Map<String, List<RemoteFile>> groups = repository.files()
                .stream()
                .filter(file -> isModel(file.path()))
                .sorted(Comparator.comparing(RemoteFile::path))
                .collect(Collectors.groupingBy(file -> group(file.path()), TreeMap::new,
                        Collectors.toList()));
        List<FileChoice> choices = new ArrayList<>();
        groups.forEach((_, parts) -> choices.add(
                new FileChoice(Quantisation.ofFile(parts.getFirst().path()), parts)));
        return choices;
    }

    /**
     * The one that somebody means.
     *
     * @param name a path, the last part of one, or a quantisation
     */
    static FileChoice named(List<FileChoice> choices, String repository, String name)
            throws HubException {
        Optional<FileChoice> exact = choices.stream()
                .filter(choice -> choice.parts().stream().anyMatch(it -> it.path().equals(name)))
                .findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        Optional<Quantisation> kind = Quantisation.ofText(name);
        List<FileChoice> found = choices.stream()
                .filter(choice -> choice.first().path().endsWith('/' + name)
                        || kind.equals(Optional.of(choice.quantisation())))
                .toList();
        if (found.isEmpty()) {
            throw new HubException(HubProblem.Kind.NOT_FOUND, "The repository " + repository
                    + " has no GGUF file " + name + "; it has " + shown(paths(choices)) + '.');
        }
        if (found.size() > 1) {
            throw ambiguous(repository, name, paths(found));
        }
        return found.getFirst();
    }

    /** Nobody but who asks knows whether these are the same model. */
    public static HubException ambiguous(String repository, String name, List<String> paths) {
        return new HubException(HubProblem.Kind.REFUSED, "The repository " + repository
                + " has several files that are called " + name + ": " + shown(paths)
                + "; name one of them.");
    }

    private static List<String> paths(List<FileChoice> choices) {
        return choices.stream().map(choice -> choice.first().path()).toList();
    }

    private static String shown(List<String> paths) {
        return paths.isEmpty()
                ? "none"
                : paths.stream().limit(PATHS_SHOWN).collect(Collectors.joining(", "));
    }

    /** Whether a file is one of several that are a model only together. */
    public static boolean isPart(String path) {
        Matcher part = PART.matcher(path);
        return part.matches() && Integer.parseInt(part.group(3)) > 1;
    }

    /** Why it is not fetched; empty if it can be. */
    Optional<String> obstacle() {
        return isPart(first().path())
                ? Optional.of("it is split into parts, which this server doesn't fetch: choose"
                        + " another one, or join the parts with llama-gguf-split --merge and serve"
                        + " that file by its path")
                : Optional.empty();
    }

    /** Whether a file is a model by its name. */
    public static boolean isModel(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.endsWith(".gguf") && !lower.contains(PROJECTOR);
    }

    /** The parts of one model have one name but for their number. */
    private static String group(String path) {
        Matcher part = PART.matcher(path);
        return part.matches() ? part.group(1) + "-of-" + part.group(3) : path;
    }

    /** The only file, or the first part. */
    public RemoteFile first() {
        return parts.getFirst();
    }

    /** Of all parts. */
    public long bytes() {
        return parts.stream().mapToLong(RemoteFile::bytes).sum();
    }
}
