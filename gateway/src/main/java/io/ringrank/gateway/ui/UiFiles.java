// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.ui;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.webjars.WebJarVersionLocator;

/** Everything that the page asks for, in memory. Immutable; any thread. */
final class UiFiles {

    private static final String OWN = "app";
    private static final int BUILD_BYTES = 8;

    /** A page has a module of its own here; CONTRIBUTING.md says how to add one. */
    private static final List<String> OWN_FILES = List.of("app.css", "icon.svg", "main.js",
            "api.js", "format.js", "view.js", "words.js", "login.js", "models.js", "details.js",
            "deploy.js", "keys.js", "playground.js", "code.js", "files.js", "live.js",
            "usage.js", "users.js", "dashboard.js", "plot.js", "about.js");

    /** @param file within the jar of the artifact */
    private record LibraryFile(String artifact, String library, String file) {

        UiFile read(WebJarVersionLocator locator) {
            String path = locator.fullPath(artifact, file);
            if (path == null) {
                throw new IllegalStateException(artifact + " is not on the class path");
            }
            return UiFile.read(library, file.substring(file.lastIndexOf('/') + 1), path);
        }
    }

    private static final List<LibraryFile> LIBRARY_FILES = List.of(
            new LibraryFile("lit", "lit", "index.js"),
            new LibraryFile("lit-html", "lit-html", "lit-html.js"),
            new LibraryFile("lit-html", "lit-html", "is-server.js"),
            new LibraryFile("lit-element", "lit-element", "lit-element.js"),
            new LibraryFile("lit__reactive-element", "reactive-element", "reactive-element.js"),
            new LibraryFile("lit__reactive-element", "reactive-element", "css-tag.js"),
            new LibraryFile("picocss__pico", "pico", "css/pico.min.css"),
            new LibraryFile("uplot", "uplot", "dist/uPlot.esm.js"),
            new LibraryFile("uplot", "uplot", "dist/uPlot.min.css"));

    /** What modules call each other by, and the file that it is. */
    static final Map<String, String> IMPORTS = new TreeMap<>(Map.of("lit", "lit/index.js",
            "lit-html", "lit-html/lit-html.js", "lit-html/is-server.js", "lit-html/is-server.js",
            "lit-element/lit-element.js", "lit-element/lit-element.js",
            "@lit/reactive-element", "reactive-element/reactive-element.js",
            "uplot", "uplot/uPlot.esm.js"));

    private final Map<String, UiFile> files = new TreeMap<>();
    private final String build;

    UiFiles() {
        WebJarVersionLocator locator = new WebJarVersionLocator();
        Stream.concat(LIBRARY_FILES.stream().map(file -> file.read(locator)),
                OWN_FILES.stream().map(name -> UiFile.read(OWN, name, "ui/" + name)))
                .forEach(file -> files.put(file.path(), file));
        this.build = digest();
    }

    /** @param path of library and name */
    Optional<UiFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** Another one whenever a file is another, so that browsers may keep what has it in its URL. */
    String build() {
        return build;
    }

    private String digest() {
        MessageDigest digest = sha256();
        files.values().forEach(file -> digest.update(file.content()));
        return HexFormat.of().formatHex(digest.digest(), 0, BUILD_BYTES);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
