// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

/**
 * How much one request may ask for.
 *
 * @param bodyBytesMax of the body, 1,024 to 2^30
 * @param documentsMax per request, at least 1
 * @param timeoutMillisDefault for a request that names none, 1 to timeoutMillisMax
 * @param timeoutMillisMax a longer one is cut to this
 */
public record RequestLimits(int bodyBytesMax, int documentsMax, int timeoutMillisDefault,
        int timeoutMillisMax) {

    public static final RequestLimits DEFAULT = new RequestLimits(16 << 20, 1000, 30_000, 300_000);

    private static final int BODY_BYTES_MIN = 1024;
    private static final int BODY_BYTES_MAX = 1 << 30;

    public RequestLimits {
        if (bodyBytesMax < BODY_BYTES_MIN || bodyBytesMax > BODY_BYTES_MAX || documentsMax < 1
                || timeoutMillisDefault < 1
                || timeoutMillisMax < timeoutMillisDefault) {
            throw new IllegalArgumentException("request limits are out of range");
        }
    }
}
