// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import io.ringrank.backend.llamacpp.gguf.GgufFile;
import io.ringrank.backend.llamacpp.layout.VocabularyFacts;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * WordPiece as llama.cpp does it: lower case, accents and control characters off, punctuation split off, then the longest
 * piece first, and one [UNK] for a word with a part that is not in the vocabulary.
 */
final class ReferenceTokenizer {

    private static final int LAST_ASCII = 0x7f;

    private final Map<String, Integer> ids = new HashMap<>();
    private final int unknown;
    private final int start;
    private final int separator;
    private final int offset;

    ReferenceTokenizer(GgufFile file) {
        List<String> pieces = file.getStrings("tokenizer.ggml.tokens");
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id), id);
        }
        unknown = file.getInt("tokenizer.ggml.unknown_token_id");
        start = file.getInt("tokenizer.ggml.bos_token_id");
        separator = file.getInt("tokenizer.ggml.seperator_token_id");
        offset = file.getInt(VocabularyFacts.DOCUMENT_OFFSET_KEY);
    }

    /** Returns [CLS] query [SEP] document+V [SEP]+V. */
    int[] pair(String query, String document) {
        Stream<Integer> first = Stream.concat(Stream.of(start), tokens(query).stream());
        Stream<Integer> second =
                Stream.concat(tokens(document).stream(), Stream.of(separator))
                        .map(id -> id + offset);
        return Stream.concat(Stream.concat(first, Stream.of(separator)), second)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    List<Integer> tokens(String text) {
        List<Integer> out = new ArrayList<>();
        for (String word : words(text)) {
            out.addAll(pieces(Token.WORD_START + word));
        }
        return out;
    }

    private List<Integer> pieces(String word) {
        List<Integer> out = new ArrayList<>();
        int from = 0;
        while (from < word.length()) {
            int at = from;
            int end = IntStream.iterate(word.length(), e -> e > at, e -> e - 1)
                    .filter(e -> ids.containsKey(word.substring(at, e)))
                    .findFirst()
                    .orElse(-1);
            if (end < 0) {
                return List.of(unknown);
            }
            out.add(ids.get(word.substring(from, end)));
            from = end;
        }
        return out;
    }

    private static List<String> words(String text) {
        StringBuilder split = new StringBuilder();
        text.codePoints()
                .filter(point -> !isDropped(point))
                .map(ReferenceTokenizer::withoutAccent)
                .forEach(point -> {
                    String letter = Character.toString(point).toLowerCase(Locale.ROOT);
                    split.append(standsAlone(point) ? " " + letter + " " : letter);
                });
        return Stream.of(split.toString().split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static boolean isDropped(int point) {
        int type = Character.getType(point);
        return !Character.isWhitespace(point)
                && (type == Character.CONTROL || type == Character.FORMAT);
    }

    private static int withoutAccent(int point) {
        return Normalizer.normalize(Character.toString(point), Normalizer.Form.NFD).codePointAt(0);
    }

    private static boolean standsAlone(int point) {
        return switch (Character.getType(point)) {
            case Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION, Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                true;
            case Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.MODIFIER_SYMBOL ->
                point < LAST_ASCII;
            default -> Character.isIdeographic(point);
        };
    }
}
