// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a deployment's model comes from. As text it is {@code builtin},
 * {@code hf:ORG/REPOSITORY[:FILE]}, {@code ms:ORG/REPOSITORY[:FILE]} or the path of a GGUF file;
 * {@code FILE} is a file of the repository or a quantisation like {@code Q8_0}, and without it the
 * file is chosen that suits the machine best. Any thread.
 */
public sealed interface ModelSource {

    /** The text that stands for the model that ships with the server. */
    String BUILTIN = "builtin";

    /** The model that ships with the server. */
    record Builtin() implements ModelSource {

        @Override
        public String text() {
            return BUILTIN;
        }
    }

    /**
     * In a repository of a hub.
     *
     * @param file its path there or a quantisation; empty for whatever suits the machine best
     */
    record Remote(Hub hub, String repository, Optional<String> file) implements ModelSource {

        private static final Pattern REPOSITORY = Pattern.compile(
                "[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

        public Remote {
            if (!isRepository(repository)) {
                throw new IllegalArgumentException("a repository of " + hub.title()
                        + " must look like ORG/NAME, not \"" + repository + '"');
            }
            if (file.isPresent() && !RemoteFile.isSafePath(file.get())) {
                throw new IllegalArgumentException("must name a file or a quantisation after "
                        + hub.word() + ':' + repository + ":, not \"" + file.get() + '"');
            }
        }

        /** Whether a text can be the name of a repository. */
        public static boolean isRepository(String text) {
            return REPOSITORY.matcher(text).matches() && !text.contains("..")
                    && !text.contains("--");
        }

        @Override
        public String text() {
            return hub.word() + ':' + repository + file.map(name -> ':' + name).orElse("");
        }
    }

    /** On this machine. */
    record LocalFile(Path path) implements ModelSource {

        @Override
        public String text() {
            return path.toString();
        }
    }

    /** As {@link #parse} reads it. */
    String text();

    /**
     * Reads a source.
     *
     * @throws IllegalArgumentException with what is wrong, for people
     */
    static ModelSource parse(String text) {
        if (text.equals(BUILTIN)) {
            return new Builtin();
        }
        for (Hub hub : Hub.values()) {
            String prefix = hub.word() + ':';
            if (text.startsWith(prefix)) {
                String[] parts = text.substring(prefix.length()).split(":", 2);
                return new Remote(hub, parts[0],
                        parts.length == 1 ? Optional.empty() : Optional.of(parts[1]));
            }
        }
        if (text.isBlank() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "must be builtin, hf:ORG/NAME[:FILE], ms:ORG/NAME[:FILE] or a path");
        }
        return new LocalFile(Path.of(text));
    }
}
