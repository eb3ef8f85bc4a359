// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How most numbers of a file are stored, as its name says it. Any thread.
 *
 * @param name in capitals, for example {@code Q8_0}; {@link #UNKNOWN} if the file's name says nothing
 */
public record Quantisation(String name) {
    /*
     * Which file is best. F32, F16, BF16 and Q8_0 score alike to within rounding, so among them speed
     * decides. On the processor with llama.cpp 0.5.0 a core scored 21.6 pairs a second with Q8_0, 19.3
     * with BF16, 10.5 with F16 and F32 (b4916: 11.5, 10.7, 8.3, 8.7); a GPU computes in 16 bits, and
     * unpacks Q8_0 first. Below that every step loses quality, so the files are ordered by bits of a
     * weight, and of equals the kind with finer scales comes first.
     */

    /** Of a file whose name says nothing. */
    public static final String UNKNOWN = "unknown";

    /** The files that keep scores to within rounding, fastest first. */
    private static final List<String> FAITHFUL_ON_PROCESSOR = List.of("Q8_0", "BF16", "F16", "F32");
    private static final List<String> FAITHFUL_ON_GPU = List.of("F16", "BF16", "Q8_0", "F32");
    /** The others, best first. */
    private static final List<String> LOSSY = List.of("Q6_K", "Q5_K_M", "Q5_K", "Q5_K_S", "Q5_1",
            "Q5_0", "Q4_K_M", "Q4_K", "Q4_K_S", "IQ4_NL", "IQ4_XS", "Q4_1", "Q4_0", "MXFP4",
            "Q3_K_L", "Q3_K_M", "Q3_K", "Q3_K_S", "IQ3_M", "IQ3_S", "IQ3_XS", "IQ3_XXS", "Q2_K",
            "Q2_K_S", "IQ2_M", "IQ2_S", "IQ2_XS", "IQ2_XXS", "TQ2_0", "TQ1_0", "IQ1_M", "IQ1_S");

    private static final Pattern IN_NAME = Pattern.compile("(?<![A-Za-z0-9])"
            + "(I?Q[1-8]_[A-Z0-9]{1,3}(?:_[A-Z]{1,3})?|TQ[12]_0|BF16|FP?16|FP?32|MXFP4)"
            + "(?![A-Za-z0-9])", Pattern.CASE_INSENSITIVE);

    /** Reads it from the name of a file. */
    public static Quantisation ofFile(String path) {
        Matcher matcher = IN_NAME.matcher(path);
        String found = UNKNOWN;
        while (matcher.find()) {
            found = matcher.group(1).toUpperCase(Locale.ROOT);
        }
        return new Quantisation(found.startsWith("FP") ? found.replace("FP", "F") : found);
    }

    /** As somebody typed it, if it can be one at all. */
    public static Optional<Quantisation> ofText(String text) {
        Quantisation found = ofFile(text);
        boolean whole = IN_NAME.matcher(text).matches();
        return whole ? Optional.of(found) : Optional.empty();
    }

    /** Whether scores are the original's to within rounding. */
    boolean isFaithful() {
        return FAITHFUL_ON_PROCESSOR.contains(name);
    }

    /** From 0 for the best on such a device; kinds that are not known come last. */
    public int rank(boolean onProcessor) {
        List<String> faithful = onProcessor ? FAITHFUL_ON_PROCESSOR : FAITHFUL_ON_GPU;
        int rank = faithful.indexOf(name);
        if (rank >= 0) {
            return rank;
        }
        String known = name;
        // Variants of the known kinds, for example Q6_K_L.
        while (!LOSSY.contains(known) && known.lastIndexOf('_') > 0) {
            known = known.substring(0, known.lastIndexOf('_'));
        }
        int lossy = LOSSY.indexOf(known);
        return faithful.size() + (lossy < 0 ? LOSSY.size() : lossy);
    }
}
