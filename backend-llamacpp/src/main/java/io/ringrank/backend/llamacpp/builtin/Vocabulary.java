// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import static io.ringrank.backend.llamacpp.builtin.Token.WORD_START;

import io.ringrank.backend.llamacpp.builtin.Token.Role;
import io.ringrank.backend.llamacpp.builtin.WordList.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The tokens of the built-in model in the order of their ids, the half for queries. Any thread once
 * built.
 *
 * <p>
 * Every piece is there once: llama.cpp ends the process over a duplicate.
 */
final class Vocabulary {

    /** Function words up to this length get look-alikes, or "heron" would be about "her". */
    private static final int LONGEST_SHORT_FUNCTION_WORD = 4;
    private static final int LONGEST_SHORT_WORD = 3;

    /** Ids of the special tokens, which come first. */
    static final int PAD_ID = 0;
    static final int UNKNOWN_ID = 1;
    static final int START_ID = 2;
    static final int SEPARATOR_ID = 3;
    static final int MASK_ID = 4;
    static final int SPECIAL_TOKENS = 5;

    private final SequencedMap<String, Token> tokens = new LinkedHashMap<>();
    private int terms;

    private Vocabulary() {
        put(Token.special("[PAD]", Role.IGNORED));
        put(Token.special("[UNK]", Role.IGNORED));
        put(Token.special("[CLS]", Role.START));
        put(Token.special("[SEP]", Role.SEPARATOR));
        put(Token.special("[MASK]", Role.IGNORED));
    }

    /** Builds the vocabulary; earlier sources win, so what is listed beats what is generated. */
    static Vocabulary load() {
        WordList words = WordList.load();
        Vocabulary made = new Vocabulary();
        Map<Entry, Integer> termOf = made.addListed(words.entries());
        words.endings().forEach(ending -> made.put(Token.special(ending, Role.IGNORED)));
        termOf.forEach(made::addInflections);
        words.entries().forEach(made::addLookalikes);
        for (Fragments.Piece piece : Fragments.generate().pieces()) {
            made.addAlone(piece.text(), piece.weight());
        }
        return made;
    }

    List<Token> tokens() {
        return List.copyOf(tokens.values());
    }

    int termCount() {
        return terms;
    }

    private Map<Entry, Integer> addListed(List<Entry> entries) {
        Map<Entry, Integer> termOf = new LinkedHashMap<>();
        for (Entry entry : entries) {
            int term = terms++;
            termOf.put(entry, term);
            entry.spellings().forEach(word -> addSpelling(word, term, entry.weight()));
        }
        return termOf;
    }

    private void addInflections(Entry entry, int term) {
        if (entry.function()) {
            return;
        }
        List<String> made = new ArrayList<>();
        for (String word : entry.spellings()) {
            made.addAll(Spellings.inflected(word, stem -> tokens.containsKey(WORD_START + stem)));
        }
        made.forEach(piece -> addSpelling(piece, term, entry.weight()));
    }

    private void addLookalikes(Entry entry) {
        int longest = entry.function() ? LONGEST_SHORT_FUNCTION_WORD : LONGEST_SHORT_WORD;
        for (String word : entry.spellings()) {
            if (word.length() > 1 && word.length() <= longest) {
                Spellings.lookalikes(word, !entry.function())
                        .forEach(piece -> addAlone(WORD_START + piece, Fragments.PREFIX_WEIGHT));
            }
        }
    }

    private void addSpelling(String word, int term, double weight) {
        put(new Token(WORD_START + word, Role.TERM, term, weight));
    }

    private void addAlone(String piece, double weight) {
        if (weight == 0) {
            put(Token.special(piece, Role.IGNORED));
        } else if (put(new Token(piece, Role.TERM, terms, weight))) {
            terms++;
        }
    }

    private boolean put(Token token) {
        return tokens.putIfAbsent(token.piece(), token) == null;
    }
}
