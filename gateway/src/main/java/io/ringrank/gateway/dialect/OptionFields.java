// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.LongDocument.MaxWindow;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one body that change scores: the instruction and what becomes of long documents. Made for one parse.
 */
final class OptionFields {

    private static final String LONG_DOCUMENT = "long_document";
    private static final String WINDOW = "window_tokens";
    private static final String OVERLAP = "overlap_tokens";

    /** Size of Cohere's chunks when max_chunks_per_doc was its way to bound a document. */
    private static final int CHUNK_TOKENS = 512;

    /** What becomes of a long document, in the words of the field. */
    private enum Mode {
        TRUNCATE, MAX_WINDOW, ERROR
    }

    private final JsonValues values;

    private String instruction = "";
    private int maxTokensPerDocument;
    private @Nullable Mode mode;
    private boolean truncation = true;

    /** 0 if nothing was said of them. */
    private int maxChunks;

    /** Whether something was said of windows, even without asking for them. */
    private boolean windowsNamed;
    private int windowTokens;
    private int overlapTokens = MaxWindow.OVERLAP_DEFAULT;

    OptionFields(JsonValues values) {
        this.values = values;
    }

    /** Reads the value that the parser stands at, which is not null. */
    void accept(Field field, String name) throws IOException, InvalidRequestException {
        switch (field) {
            case INSTRUCTION -> instruction = instruction(name);
            case MAX_TOKENS_PER_DOCUMENT -> maxTokensPerDocument =
                    values.wholeNumber(name, name + " must be a whole number of tokens, or 0 for as"
                            + " many as the model has room for");
            // Voyage's and Jina's; what others mean by the name is not ours to judge.
            case TRUNCATION -> truncation = !values.isFalse();
            case TRUNCATE -> truncation = truncate(name);
            case TRUNCATION_SIDE -> side(name);
            case MAX_CHUNKS -> maxChunks = chunks(name);
            case PAIR_TOKENS -> onlyAll(name, "; max_tokens_per_doc limits documents");
            case QUERY_TOKENS -> onlyAll(name, "; a query is never cut");
            case LONG_DOCUMENT -> longDocument();
            case WINDOW_TOKENS, OVERLAP_TOKENS -> windows(name, name);
            default -> throw new IllegalArgumentException(field + " is no option");
        }
    }

    ScoringOptions toOptions() throws InvalidRequestException {
        if (maxChunks > 0 && mode == null && !windowsNamed) {
            return chunked();
        }
        return new ScoringOptions(instruction, maxTokensPerDocument, switch (mode()) {
            case TRUNCATE -> new LongDocument.Truncate();
            case MAX_WINDOW -> maxWindow();
            case ERROR -> new LongDocument.Refuse();
        });
    }

    private ScoringOptions chunked() {
        long tokens = (long) maxChunks * CHUNK_TOKENS;
        int most = maxTokensPerDocument == 0 ? Integer.MAX_VALUE : maxTokensPerDocument;
        return new ScoringOptions(instruction, (int) Math.min(most, tokens), maxChunks == 1
                ? new LongDocument.Truncate()
                : new MaxWindow(0, MaxWindow.OVERLAP_DEFAULT));
    }

    private Mode mode() throws InvalidRequestException {
        if (mode == null) {
            return windowsNamed ? Mode.MAX_WINDOW : truncation ? Mode.TRUNCATE : Mode.ERROR;
        }
        if (windowsNamed && mode != Mode.MAX_WINDOW) {
            throw InvalidRequestException.field(LONG_DOCUMENT, WINDOW + " and " + OVERLAP
                    + " need " + LONG_DOCUMENT + " max_window");
        }
        return mode;
    }

    private MaxWindow maxWindow() throws InvalidRequestException {
        if (windowTokens > 0 && 2L * overlapTokens >= windowTokens) {
            throw InvalidRequestException.field(OVERLAP,
                    OVERLAP + " must be less than half of " + WINDOW);
        }
        return new MaxWindow(windowTokens, overlapTokens);
    }

    private String instruction(String name) throws IOException, InvalidRequestException {
        String text = values.text(name);
        if (text.getBytes(StandardCharsets.UTF_8).length > ScoringOptions.INSTRUCTION_BYTES_MAX) {
            throw InvalidRequestException.field(name, name + " must have at most "
                    + ScoringOptions.INSTRUCTION_BYTES_MAX + " bytes");
        }
        return text;
    }

    private boolean truncate(String name) throws IOException, InvalidRequestException {
        String wanted = name + " must be END or true to cut long documents, NONE or false to refuse"
                + " them";
        return switch (values.word().toLowerCase(Locale.ROOT)) {
            case "true", "end", "1" -> true;
            case "false", "none", "0" -> false;
            default -> throw InvalidRequestException.field(name, wanted);
        };
    }

    private void side(String name) throws IOException, InvalidRequestException {
        String wanted = name + " must be right: documents are cut at their end";
        if (!values.text(name, wanted).strip().equalsIgnoreCase("right")) {
            throw InvalidRequestException.field(name, wanted);
        }
    }

    private int chunks(String name) throws IOException, InvalidRequestException {
        String wanted = name + " must be a whole number from 1";
        int chunks = values.wholeNumber(name, wanted);
        if (chunks == 0) {
            throw InvalidRequestException.field(name, wanted);
        }
        return chunks;
    }

    /** For limits that we don't have: only what means no limit. */
    private void onlyAll(String name, String instead) throws IOException, InvalidRequestException {
        String word = values.word();
        if (!word.equals("-1") && !word.equals("0")) {
            throw InvalidRequestException.field(name,
                    name + " must be left out, or say that there is no limit" + instead);
        }
    }

    private void longDocument() throws IOException, InvalidRequestException {
        if (!values.isObject()) {
            mode = mode(LONG_DOCUMENT);
            return;
        }
        for (String name = values.nextField(); name != null; name = values.nextField()) {
            switch (name) {
                case "mode" -> mode = mode(LONG_DOCUMENT + ".mode");
                case WINDOW, OVERLAP -> windows(name, LONG_DOCUMENT + '.' + name);
                default -> values.skip();
            }
        }
    }

    private Mode mode(String param) throws IOException, InvalidRequestException {
        String wanted = param + " must be truncate, max_window or error";
        return switch (values.text(param, wanted).strip().toLowerCase(Locale.ROOT)) {
            case "truncate" -> Mode.TRUNCATE;
            case "max_window" -> Mode.MAX_WINDOW;
            case "error" -> Mode.ERROR;
            default -> throw InvalidRequestException.field(param, wanted);
        };
    }

    private void windows(String name, String param) throws IOException, InvalidRequestException {
        int tokens = values.wholeNumber(param, param + " must be a whole number of tokens");
        windowsNamed = true;
        if (name.equals(WINDOW)) {
            windowTokens = tokens;
        } else {
            overlapTokens = tokens;
        }
    }
}
