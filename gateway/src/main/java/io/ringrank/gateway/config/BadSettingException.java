// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

/** A setting that can't be used. The message is one line that names the setting and its place. */
public final class BadSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BadSettingException(String message) {
        super(message);
    }
}
