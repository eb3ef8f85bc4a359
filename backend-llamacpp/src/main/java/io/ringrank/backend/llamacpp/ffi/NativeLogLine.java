// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

/**
 * One line that the native library logged. Any thread.
 *
 * @param text without its line end, at most {@value NativeLog#MOST_LINE_CHARACTERS} characters
 */
public record NativeLogLine(Level level, String text) {

    /** Levels of {@code enum ggml_log_level}. */
    public enum Level {
        DEBUG, INFO, WARN, ERROR
    }
}
