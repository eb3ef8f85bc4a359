// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.io.IOException;

/** An engine process that never connects; it ends with its standard input. */
final class UnconnectedMain {

    private UnconnectedMain() {}

    public static void main(String[] args) throws IOException {
        while (System.in.read() >= 0) {
            // The token is not for this one.
        }
    }
}
