// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.ringrank.scheduler.pair.LongDocument;

/** The protocol's version and every bound of the link. Both ends hold each other to them. */
public final class LinkLimits {

    /** Counts up with every change of a frame; both ends must have the same. */
    public static final int PROTOCOL_VERSION = 4;

    /** Length of the one-time token. */
    public static final int TOKEN_BYTES = 32;

    /** Largest body of a frame. A text that does not fit is refused before it is sent. */
    public static final int FRAME_BYTES_MAX = 16 << 20;

    /** Largest body of the first frame of a connection, before anybody is trusted. */
    public static final int HELLO_BYTES_MAX = 64;

    /** Most documents of one tokenize command. */
    public static final int DOCUMENTS_MAX = 65_536;

    /** Most windows of one document. */
    public static final int WINDOWS_MAX = LongDocument.MaxWindow.WINDOWS_MAX;

    /** Most pairs of one score command. */
    public static final int PAIRS_MAX = 4_096;

    /** Longest path, name or message, in bytes of UTF-8. Longer messages are cut. */
    public static final int TEXT_BYTES_MAX = 4_096;

    /** Most tokenize commands that one engine holds without an answer. */
    public static final int TOKENIZE_COMMANDS_MAX = 64;

    /** Most batches that wait for one lane, besides the one it runs. */
    public static final int BATCHES_PER_LANE_MAX = 2;

    private LinkLimits() {}
}
