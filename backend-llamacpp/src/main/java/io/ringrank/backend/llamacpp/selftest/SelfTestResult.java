// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.selftest;

import java.util.Locale;

/** How a self-test ended. Any thread. */
public sealed interface SelfTestResult {

    /**
     * There were scores to compare.
     *
     * @param model whose scores were expected
     * @param deviationMax of a raw score, at any of the pairs
     * @param tolerance how much of it the file's type explains
     * @param orderKept whether every document came out behind those that are known to be better
     */
    record Compared(String model, boolean verified, int pairs, double deviationMax,
            double tolerance, boolean orderKept) implements SelfTestResult {

        @Override
        public boolean passed() {
            return deviationMax <= tolerance && orderKept;
        }

        @Override
        public String message() {
            String deviation = String.format(Locale.ROOT, "%d pairs of %s are off by %.4f at most"
                    + " (%.4f allowed)", pairs, model, deviationMax, tolerance);
            return (passed() ? "the scores are right: " : "the scores are not those of the model: ")
                    + deviation + (orderKept ? "" : " and in another order");
        }
    }

    /** There were none. */
    record NotScored(String model, boolean verified, String reason) implements SelfTestResult {

        @Override
        public boolean passed() {
            return false;
        }

        @Override
        public String message() {
            return "the pairs of " + model + " could not be scored: " + reason;
        }
    }

    /** Returns whether the expected scores are known to be right for this server. */
    boolean verified();

    /** Returns whether all is as expected. */
    boolean passed();

    /** Returns a part of a sentence, for operators. */
    String message();
}
