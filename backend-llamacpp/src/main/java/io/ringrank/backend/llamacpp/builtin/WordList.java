// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The parsed vocabulary resource: terms with their spellings and weights, and the endings of words.
 * The resource explains its own format. Any thread.
 */
record WordList(List<Entry> entries, List<String> endings) {

    private static final String RESOURCE = "vocabulary.txt";
    private static final String FUNCTION_CLASS = "function";

    /** One term; {@code function} words don't inflect and carry next to no evidence. */
    record Entry(List<String> spellings, double weight, boolean function) {}

    static WordList load() {
        try (InputStream in = WordList.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing");
            }
            return parse(new BufferedReader(new InputStreamReader(in, UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the resource " + RESOURCE, e);
        }
    }

    private static WordList parse(BufferedReader in) throws IOException {
        List<Entry> entries = new ArrayList<>();
        List<String> endings = new ArrayList<>();
        String name = "";
        double weight = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" ", -1);
            if (words[0].equals("=")) {
                name = words[1];
                weight = Double.parseDouble(words[2]);
                continue;
            }
            for (String word : words) {
                if (word.startsWith("-")) {
                    endings.add(word.substring(1));
                } else {
                    entries.add(new Entry(List.of(word.split("/", -1)), weight,
                            name.equals(FUNCTION_CLASS)));
                }
            }
        }
        return new WordList(List.copyOf(entries), List.copyOf(endings));
    }
}
