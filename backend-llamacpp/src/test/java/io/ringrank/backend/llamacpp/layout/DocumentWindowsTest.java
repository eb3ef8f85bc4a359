// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.layout.DocumentWindows.Cut;
import io.ringrank.backend.llamacpp.layout.DocumentWindows.Window;
import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.LongDocument.MaxWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentWindowsTest {

    private static final int RUNS = 500;
    private static final String LLAMA = "\uD83E\uDD99";
    private static final String FAMILY = "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67";

    private int calls;
    private long characters;

    private Cut cut(String text, int windowTokens, int overlapTokens,
            Function<String, int[]> tokenizer) {
        calls = 0;
        characters = 0;
        DocumentWindows windows = new DocumentWindows(text,
                new MaxWindow(windowTokens, overlapTokens), Integer.MAX_VALUE, piece -> {
                    calls++;
                    characters += piece.length();
                    return tokenizer.apply(piece);
                });
        windows.whole();
        return windows.cut();
    }

    /** Each word is a token for every four characters of it. */
    private static int[] words(String text) {
        return List.of(text.strip().split("\\s+"))
                .stream()
                .flatMapToInt(word -> IntStream.range(0, Math.ceilDiv(word.length(), 4)))
                .toArray();
    }

    /** Each character is a token for each of its bytes; white space is none. */
    private static int[] bytes(String text) {
        return text.codePoints()
                .filter(c -> !Character.isWhitespace(c))
                .flatMap(
                        c -> IntStream.range(0, c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4))
                .toArray();
    }

    /** Dense and thin places take turns, so that no proportion helps; long words are one token. */
    private static int[] hostile(String text) {
        int tokens = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            tokens += c == '!' ? 9 : !inWord && Character.isLetter(c) ? 1 : 0;
            inWord = Character.isLetter(c);
        }
        return new int[tokens];
    }

    private static String slice(String text, CharacterRange range) {
        return text.substring(text.offsetByCodePoints(0, range.start()),
                text.offsetByCodePoints(0, range.end()));
    }

    @Test
    void cuts_between_words_and_lets_neighbours_share_some() {
        String text = "one two three four five six seven eight nine ten eleven twelve";

        Cut cut = cut(text, 6, 2, DocumentWindowsTest::words);

        assertThat(cut.windows()).extracting(window -> slice(text, window.range()))
                .containsExactly("one two three four", "four five six seven",
                        "six seven eight nine", "eight nine ten", "ten eleven twelve");
        assertThat(cut.complete()).isTrue();
    }

    @Test
    void windows_without_overlap_meet() {
        String text = "one two three four five six";

        assertThat(cut(text, 3, 0, DocumentWindowsTest::words).windows())
                .extracting(window -> slice(text, window.range()))
                .containsExactly("one two", "three four", "five six");
    }

    @Test
    void cuts_a_text_without_spaces_between_its_characters() {
        String text = "熊猫是一种生活在中国的熊科动物".repeat(40);

        Cut cut = cut(text, 60, 6, DocumentWindowsTest::bytes);

        assertThat(cut.complete()).isTrue();
        assertThat(cut.windows()).allSatisfy(
                window -> assertThat(window.ids().length).isBetween(1, 60));
        assertThat(cut.windows().subList(0, cut.windows().size() - 1)).allSatisfy(
                window -> assertThat(window.ids().length).isGreaterThanOrEqualTo(45));
    }

    @Test
    void does_not_cut_what_a_reader_sees_as_one_character() {
        String text = (FAMILY + LLAMA + "e\u0301").repeat(30);

        Cut cut = cut(text, 50, 10, DocumentWindowsTest::bytes);

        assertThat(cut.windows()).hasSizeGreaterThan(10)
                .allSatisfy(window -> assertThat(slice(text, window.range()))
                        .doesNotStartWith("\u200D")
                        .doesNotStartWith("\u0301")
                        .doesNotEndWith("\u200D")
                        .matches(piece -> !piece.endsWith("e")));
        assertThat(cut.complete()).isTrue();
    }

    @Test
    void cuts_the_tokens_of_a_character_that_has_more_than_a_window_holds() {
        Cut cut = cut(LLAMA.repeat(5), 3, 1, DocumentWindowsTest::bytes);

        assertThat(cut.windows()).hasSize(5)
                .extracting(Window::range)
                .startsWith(new CharacterRange(0, 1), new CharacterRange(1, 2));
        assertThat(cut.windows()).allSatisfy(window -> assertThat(window.ids()).hasSize(3));
        assertThat(cut.complete()).isFalse();
    }

    @Test
    void one_character_after_the_other_is_the_worst_that_can_be_asked_for() {
        Cut cut = cut("abcdef", 1, MaxWindow.OVERLAP_DEFAULT, DocumentWindowsTest::bytes);

        assertThat(cut.windows()).extracting(Window::range)
                .isEqualTo(
                        IntStream.range(0, 6).mapToObj(i -> new CharacterRange(i, i + 1)).toList());
    }

    @Test
    void leaves_white_space_out_and_is_complete_without() {
        Cut cut = cut(" ".repeat(5_000) + "red" + " ".repeat(5_000) + "apple" + "\n".repeat(5_000),
                8, 2, DocumentWindowsTest::words);

        assertThat(cut.windows()).extracting(Window::range)
                .containsExactly(new CharacterRange(5_000, 5_003),
                        new CharacterRange(10_003, 10_008));
        assertThat(cut.complete()).isTrue();
        assertThat(cut(" ".repeat(5_000), 8, 2, DocumentWindowsTest::words).windows()).isEmpty();
    }

    @Test
    void a_text_that_fits_is_whole() {
        DocumentWindows windows = new DocumentWindows("red apple", new MaxWindow(0, 0), 4,
                DocumentWindowsTest::words);

        assertThat(windows.whole()).isPresent();
    }

    @Test
    void a_window_is_no_larger_than_a_document_may_be_and_an_overlap_less_than_half_of_it() {
        String text = "word ".repeat(100).strip();
        DocumentWindows windows = new DocumentWindows(text, new MaxWindow(1_000, 1_000), 10,
                DocumentWindowsTest::words);

        List<Window> cut = windows.cut().windows();

        assertThat(cut).allSatisfy(window -> assertThat(window.ids()).hasSizeBetween(1, 10));
        for (int i = 1; i < cut.size(); i++) {
            int shared = cut.get(i - 1).range().end() - cut.get(i).range().start();
            assertThat(shared).isLessThanOrEqualTo(5 * "word ".length());
        }
    }

    @Test
    void a_very_long_text_has_a_bounded_number_of_windows_and_the_rest_is_cut() {
        String text = "lorem ipsum ".repeat(200_000);

        Cut cut = cut(text, 128, 16, DocumentWindowsTest::words);

        assertThat(cut.windows()).hasSize(DocumentWindows.WINDOWS_MAX);
        assertThat(cut.complete()).isFalse();
        assertThat(calls).isLessThan(2 * DocumentWindows.WINDOWS_MAX);
        assertThat(characters).isLessThan(2L * 64 * 128 * 6);
    }

    @Test
    void no_text_has_more_than_a_bounded_number_of_characters_tokenised() {
        String text = ("!".repeat(3_000) + "x".repeat(400_000)).repeat(20);

        Cut cut = cut(text, 30_000, 1_000, DocumentWindowsTest::hostile);

        assertThat(characters).isLessThan(DocumentWindows.CHARACTERS_MAX + 30_000L * 16 * 10);
        assertThat(cut.windows()).isNotEmpty();
        assertThat(cut.complete()).isFalse();
    }

    @Test
    void windows_of_any_text_fit_cover_it_and_say_where_they_are() {
        Random random = new Random(64);
        List<Function<String, int[]>> tokenizers = List.of(DocumentWindowsTest::words,
                DocumentWindowsTest::bytes, DocumentWindowsTest::hostile);
        for (int run = 0; run < RUNS; run++) {
            String text = text(random);
            int windowTokens = 1 + random.nextInt(random.nextBoolean() ? 8 : 100);
            int overlap = random.nextInt(-1, windowTokens + 2);
            Function<String, int[]> tokenizer = tokenizers.get(random.nextInt(tokenizers.size()));

            Cut cut = cut(text, windowTokens, overlap, tokenizer);

            check("run " + run, text, windowTokens, tokenizer, cut);
        }
    }

    private void check(String run, String text, int windowTokens,
            Function<String, int[]> tokenizer, Cut cut) {
        List<Window> windows = cut.windows();
        assertThat(windows).as(run).hasSizeLessThanOrEqualTo(DocumentWindows.WINDOWS_MAX);
        assertThat(calls).as(run).isLessThanOrEqualTo(1 + 12 * (windows.size() + 1));
        int covered = 0;
        int started = -1;
        for (Window window : windows) {
            CharacterRange range = window.range();
            String piece = slice(text, range);
            assertThat(window.ids().length).as(run).isLessThanOrEqualTo(windowTokens);
            int[] ids = tokenizer.apply(piece);
            if (ids.length > windowTokens) {
                assertThat(piece.codePointCount(0, piece.length())).as(run).isEqualTo(1);
                assertThat(cut.complete()).as(run).isFalse();
            } else {
                assertThat(window.ids()).as(run).containsExactly(ids);
            }
            assertThat(range.start()).as(run).isGreaterThan(started);
            assertThat(range.end()).as(run).isGreaterThan(covered);
            if (range.start() > covered) {
                assertThat(slice(text, new CharacterRange(covered, range.start()))).as(run)
                        .isBlank();
            }
            started = range.start();
            covered = range.end();
        }
        if (windows.size() < DocumentWindows.WINDOWS_MAX) {
            int length = text.codePointCount(0, text.length());
            assertThat(slice(text, new CharacterRange(covered, length))).as(run).isBlank();
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        List<String> pieces = new ArrayList<>(List.of("a", "word", "longer-word", " ", "  \n",
                LLAMA, FAMILY, "熊猫", "e\u0301", "!", "x".repeat(60)));
        pieces.subList(0, random.nextInt(pieces.size())).clear();
        int count = random.nextInt(150);
        for (int i = 0; i < count; i++) {
            String piece = pieces.get(random.nextInt(pieces.size()));
            text.append(piece.repeat(1 + random.nextInt(3)));
        }
        return text.toString();
    }
}
