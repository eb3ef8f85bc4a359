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
 * The fields of one body that change scores: the instruction and what becomes of long documents. Takes
 * the names that Cohere, Jina and Voyage have for some of them. Made for one parse.
 */
final class OptionFields {

    private static final String LONG_DOCUMENT = "long_document";
    private static final String WINDOW = "window_tokens";
    private static final String OVERLAP = "overlap_tokens";

    /** What becomes of a long document, in the words of the field. */
    private enum Mode {
        TRUNCATE, MAX_WINDOW, ERROR
    }

    private final JsonValues values;

    private String instruction = "";
    private int maxTokensPerDocument;
    private @Nullable Mode mode;
    private boolean truncation = true;

    /** Whether something was said of windows, even without asking for them. */
    private boolean windowsNamed;
    private int windowTokens;
    private int overlapTokens = MaxWindow.OVERLAP_DEFAULT;

    OptionFields(JsonValues values) {
        this.values = values;
    }

    /**
     * Reads the value that the parser stands at, which is not null.
     *
     * @return whether the name is one of these fields
     */
    boolean accept(String name) throws IOException, InvalidRequestException {
        switch (name) {
            case "instruction" -> instruction = instruction(name);
            case "max_tokens_per_doc", "max_doc_length" -> maxTokensPerDocument =
                    values.wholeNumber(name, name + " must be a whole number of tokens, or 0 for as"
                            + " many as the model has room for");
            // Voyage's; what others mean by the name is not ours to judge.
            case "truncation" -> truncation = !values.isFalse();
            case LONG_DOCUMENT -> longDocument();
            case WINDOW, OVERLAP -> windows(name, name);
            default -> {
                return false;
            }
        }
        return true;
    }

    ScoringOptions toOptions() throws InvalidRequestException {
        return new ScoringOptions(instruction, maxTokensPerDocument, switch (mode()) {
            case TRUNCATE -> new LongDocument.Truncate();
            case MAX_WINDOW -> maxWindow();
            case ERROR -> new LongDocument.Refuse();
        });
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
