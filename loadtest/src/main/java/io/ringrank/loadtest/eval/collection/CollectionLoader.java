// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Puts the four files together. Judgements and run decide which queries count, these which texts
 * are kept, so that a large corpus passes through and does not stay. One thread.
 */
public final class CollectionLoader {

    /** Where the files are. */
    public record Files(Path queries, Path docs, Path qrels, Path run) {}

    /**
     * Which part of them counts.
     *
     * @param topK candidates of a query, from 1
     * @param limit queries, drawn at random; 0 for all
     * @param seed decides the draw
     * @param titles whether a document's title goes before its text
     * @param textBytesMax memory for the texts of documents, and again for those of queries
     */
    public record Selection(int topK, int limit, long seed, boolean titles, long textBytesMax) {}

    private final Files files;
    private final Selection selection;

    public CollectionLoader(Files files, Selection selection) {
        this.files = files;
        this.selection = selection;
    }

    /**
     * Reads all of them.
     *
     * @throws BadFileException if a line is odd, a text is missing, or no query is left
     */
    public TestCollection load() throws BadFileException {
        Judgements judgements = QrelsReader.read(files.qrels());
        RunReader run = new RunReader(files.run());
        Set<String> inRun = run.queries();
        List<String> usable = inRun.stream().filter(judgements::hasRelevant).toList();
        if (usable.isEmpty()) {
            throw new BadFileException(files.run(), "none of its " + inRun.size()
                    + " queries has a relevant document in " + files.qrels());
        }
        List<String> drawn = draw(usable);
        Map<String, List<Candidate>> candidates =
                run.candidates(new HashSet<>(drawn), selection.topK());
        Map<String, String> queries =
                new TextReader(files.queries(), false, TextRow::text, selection.textBytesMax())
                        .read(new HashSet<>(drawn), "query");
        List<Topic> topics = new ArrayList<>();
        for (String id : drawn) {
            topics.add(new Topic(id, text(queries, id), candidates.getOrDefault(id, List.of()),
                    judgements.of(id)));
        }
        return new TestCollection(topics, documents(topics),
                leftOut(judgements, inRun, usable.size(), drawn.size()));
    }

    /** A part of the queries, in their order. */
    private List<String> draw(List<String> usable) {
        if (selection.limit() == 0 || selection.limit() >= usable.size()) {
            return usable;
        }
        List<String> shuffled = new ArrayList<>(usable);
        Collections.shuffle(shuffled, new SplittableRandom(selection.seed()));
        Set<String> drawn = new HashSet<>(shuffled.subList(0, selection.limit()));
        return usable.stream().filter(drawn::contains).toList();
    }

    /** The server refuses an empty query, so that a file with one is no use. */
    private String text(Map<String, String> queries, String id) throws BadFileException {
        String text = queries.getOrDefault(id, "");
        if (text.isEmpty()) {
            throw new BadFileException(files.queries(), "query " + id + " is empty");
        }
        return text;
    }

    private Map<String, String> documents(List<Topic> topics) throws BadFileException {
        Set<String> wanted = topics.stream()
                .flatMap(topic -> topic.candidates().stream())
                .map(Candidate::document)
                .collect(Collectors.toSet());
        return new TextReader(files.docs(), true,
                selection.titles() ? TextRow::titleAndText : TextRow::text,
                selection.textBytesMax()).read(wanted, "document");
    }

    private static LeftOut leftOut(Judgements judgements, Set<String> inRun, int usable,
            int drawn) {
        int judged = count(inRun, judgements::isJudged);
        int notInRun = count(judgements.grades().keySet(),
                query -> !inRun.contains(query) && judgements.hasRelevant(query));
        return new LeftOut(judged - usable, inRun.size() - judged, notInRun, usable - drawn);
    }

    private static int count(Set<String> queries, Predicate<String> which) {
        return (int) queries.stream().filter(which).count();
    }
}
