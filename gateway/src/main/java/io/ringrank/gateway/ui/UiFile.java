// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.ui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * One file of the UI. Immutable; any thread.
 *
 * @param library the folder under which it is served
 * @param name within that folder
 * @param content not to be changed
 */
record UiFile(String library, String name, byte[] content) {

    /** Reads it from the class path, where it must be. */
    static UiFile read(String library, String name, String resource) {
        try (InputStream in = UiFile.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new UiFile(library, name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("a file of the class path can be read", e);
        }
    }

    String path() {
        return library + '/' + name;
    }

    String contentType() {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalStateException("no content type for " + name);
        };
    }
}
