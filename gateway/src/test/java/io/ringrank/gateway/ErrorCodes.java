// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway;

import io.ringrank.gateway.error.ErrorCode;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The catalogue, as clients see it. */
public final class ErrorCodes {

    public static final Set<String> WORDS = Stream.of(ErrorCode.values())
            .map(ErrorCode::word)
            .collect(Collectors.toUnmodifiableSet());

    private ErrorCodes() {}
}
