// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads times as people write them, {@code 90d}, {@code 12h}, {@code 30m}, {@code 45s}, in seconds. */
final class Seconds implements ITypeConverter<Long> {

    private static final Pattern FORMAT = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final Map<String, Long> UNITS =
            Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);

    @Override
    public Long convert(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "must be a time like 90d, 12h, 30m or 45s, not \"" + text + '"');
        }
        return Long.parseLong(matcher.group(1)) * UNITS.getOrDefault(matcher.group(2), 1L);
    }
}
