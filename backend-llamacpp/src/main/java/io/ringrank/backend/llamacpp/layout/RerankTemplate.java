// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.backend.llamacpp.layout.PairFrame.Slot;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The template of a reranker that is asked in words, cut at {@code {query}} and {@code {document}}, as
 * converters write it under {@link VocabularyFacts#RERANK_TEMPLATE_KEY}. Any thread.
 *
 * <p>Only the parts between the placeholders are ever read as markup, so no text can bring control
 * tokens or a placeholder into a row.
 *
 * @param head up to the query, or up to the instruction where a request may set it
 * @param instruction what stands between head and query, for a template with an instruction
 * @param query place of the query
 * @param middle between query and document
 * @param document place of the document
 * @param tail behind the document
 */
record RerankTemplate(String head, Optional<Instruction> instruction, Slot query, String middle,
        Slot document, String tail) {

    private static final String QUERY = "{query}";
    private static final String DOCUMENT = "{document}";
    private static final String INSTRUCTION = "{instruction}";
    private static final int CHARACTERS_MAX = 1 << 16;
    /** The line of Qwen3-Reranker's prompt that says what to judge. */
    private static final Pattern INSTRUCT_LINE = Pattern.compile("<Instruct>: (?<text>[^\\n]+)\\n");
    /** What Qwen3-Reranker judges when nothing else is said, by its model card. */
    private static final String WEB_SEARCH =
            "Given a web search query, retrieve relevant passages that answer the query";

    /**
     * A place for an instruction.
     *
     * @param byDefault what stands there when a request says nothing
     * @param rest from the instruction to the query
     */
    record Instruction(String byDefault, Slot slot, String rest) {}

    /** What became of a template. */
    sealed interface Reading {

        record Read(RerankTemplate template) implements Reading {}

        /** @param reason what was expected of the key */
        record Faulty(String reason) implements Reading {}
    }

    /** A text cut at a placeholder. */
    private record Cut(String before, Slot slot, String after) {

        /**
         * Cuts out what is between two indexes, and gives the placeholder's text the spaces in front of it
         * and the line ends behind it.
         */
        static Cut at(String text, int start, int end) {
            int from = start;
            while (from > 0 && text.charAt(from - 1) == ' ') {
                from--;
            }
            int to = end;
            for (int i = end; i < text.length() && Character.isWhitespace(text.charAt(i)); i++) {
                to = text.charAt(i) == '\n' ? i + 1 : to;
            }
            return new Cut(text.substring(0, from),
                    new Slot(text.substring(from, start), text.substring(end, to)),
                    text.substring(to));
        }

        static Cut at(String text, String placeholder) {
            int start = text.indexOf(placeholder);
            return at(text, start, start + placeholder.length());
        }
    }

    /** Cuts a template, or says why it can't be used. */
    static Reading read(String template) {
        if (template.length() > CHARACTERS_MAX) {
            return faulty("may have " + CHARACTERS_MAX + " characters at most");
        }
        if (!isOnce(template, QUERY) || !isOnce(template, DOCUMENT)
                || template.indexOf(DOCUMENT) < template.indexOf(QUERY)) {
            return faulty("must have " + QUERY + " once and " + DOCUMENT + " once behind it");
        }
        Cut atQuery = Cut.at(template, QUERY);
        Cut atDocument = Cut.at(atQuery.after(), DOCUMENT);
        String head = atQuery.before();
        if (template.contains(INSTRUCTION)
                && !(isOnce(template, INSTRUCTION) && head.contains(INSTRUCTION))) {
            return faulty("may have " + INSTRUCTION + " once, in front of " + QUERY);
        }
        Optional<Instruction> instruction = Optional.empty();
        Matcher line = INSTRUCT_LINE.matcher(head);
        if (head.contains(INSTRUCTION)) {
            Cut cut = Cut.at(head, INSTRUCTION);
            head = cut.before();
            instruction = Optional.of(new Instruction(WEB_SEARCH, cut.slot(), cut.after()));
        } else if (line.find()) {
            Cut cut = Cut.at(head, line.start("text"), line.end("text"));
            head = cut.before();
            instruction =
                    Optional.of(new Instruction(line.group("text"), cut.slot(), cut.after()));
        }
        return new Reading.Read(new RerankTemplate(head, instruction, atQuery.slot(),
                atDocument.before(), atDocument.slot(), atDocument.after()));
    }

    private static Reading faulty(String reason) {
        return new Reading.Faulty(VocabularyFacts.RERANK_TEMPLATE_KEY + " " + reason);
    }

    private static boolean isOnce(String text, String part) {
        return text.contains(part) && text.indexOf(part) == text.lastIndexOf(part);
    }

    /** Returns all in front of the query, with the instruction that is there by default. */
    String defaultHead() {
        return head + instruction.map(i -> i.slot().around(i.byDefault()) + i.rest()).orElse("");
    }
}
