// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import io.ringrank.gateway.hub.Appraiser.Appraisal;
import io.ringrank.gateway.hub.Appraiser.Unknown;
import io.ringrank.gateway.hub.Appraiser.Unusable;
import io.ringrank.gateway.hub.Appraiser.Usable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can be chosen in a repository, and what it would be worth on this machine. Any thread.
 *
 * @param choices best first, whether or not they can be used
 * @param availableBytes memory that a new deployment can take; empty if nobody knows
 * @param onProcessor whether deployments compute there and not on a GPU
 */
public record AppraisedRepository(Repository repository, List<Choice> choices,
        OptionalLong availableBytes, boolean onProcessor) {

    private static final double BYTES_PER_GIB = 1L << 30;

    /** One of them. */
    public record Choice(FileChoice file, Appraisal appraisal) {

        /** Whether it has been found that an engine may load it. */
        public boolean isUsable() {
            return appraisal instanceof Usable;
        }
    }

    /**
     * What is taken if nobody chooses.
     *
     * @param reason a sentence for people
     */
    public record Recommendation(Choice choice, String reason) {}

    public AppraisedRepository {
        boolean processor = onProcessor;
        choices = choices.stream()
                .sorted(Comparator.comparing(choice -> choice.file().quantisation(),
                        Comparator.comparingInt(kind -> kind.rank(processor))))
                .toList();
    }

    /** Whether there is memory for it, as far as is known. */
    public boolean fits(Choice choice) {
        return !(choice.appraisal() instanceof Usable usable)
                || usable.memoryBytes() <= availableBytes.orElse(Long.MAX_VALUE);
    }

    /** The best that fits, of those that can be used; else why there is none. */
    public Recommendation recommend() throws HubException {
        Optional<Choice> best =
                choices.stream().filter(choice -> choice.isUsable() && fits(choice)).findFirst();
        if (best.isPresent()) {
            requireOnlyOne(best.get().file().quantisation());
            return new Recommendation(best.get(), reason(best.get()));
        }
        Optional<Choice> tooLarge = choices.stream()
                .filter(Choice::isUsable)
                .min(Comparator.comparingLong(choice -> choice.file().bytes()));
        if (tooLarge.isPresent()) {
            throw refused("no file fits; even " + tooLarge.get().file().first().path()
                    + " would take " + memory(tooLarge.get()));
        }
        throw refused(choices.stream()
                .findFirst()
                .map(choice -> choice.file().first().path() + ": " + obstacle(choice.appraisal()))
                .orElse("it has no GGUF file of known size and SHA-256"));
    }

    /** Files of one quantisation are different models, unless they are the same bytes. */
    private void requireOnlyOne(Quantisation kind) throws HubException {
        List<RemoteFile> files = choices.stream()
                .filter(it -> it.file().quantisation().equals(kind) && it.isUsable() && fits(it))
                .map(it -> it.file().first())
                .toList();
        if (files.stream().map(RemoteFile::sha256).distinct().count() > 1) {
            throw FileChoice.ambiguous(repository.name(), kind.name(),
                    files.stream().map(RemoteFile::path).toList());
        }
    }

    /** The one that was asked for, whether it fits or not; else why it can't be used. */
    Recommendation requested(Choice choice) throws HubException {
        if (!choice.isUsable()) {
            throw refused(choice.file().first().path() + ": " + obstacle(choice.appraisal()));
        }
        return new Recommendation(choice, "It was asked for.");
    }

    private String reason(Choice best) {
        Quantisation kind = best.file().quantisation();
        String device = onProcessor ? "processor" : "GPU";
        String why = kind.isFaithful()
                ? " scores as the original does to within rounding, and of such files it is the"
                        + " fastest on the " + device
                : " keeps most of the original of the files that can be used here";
        List<Choice> better = choices.subList(0, choices.indexOf(best));
        StringBuilder reason = new StringBuilder(kind.name()).append(why)
                .append("; it takes ")
                .append(memory(best))
                .append('.');
        if (better.stream().anyMatch(choice -> !(choice.appraisal() instanceof Unknown))) {
            reason.append(" Better ones don't fit or can't be used.");
        }
        better.forEach(choice -> {
            if (choice.appraisal() instanceof Unknown(String problem)) {
                reason.append(' ')
                        .append(choice.file().first().path())
                        .append(" was passed over: ")
                        .append(problem);
            }
        });
        return reason.toString();
    }

    private String memory(Choice choice) {
        long bytes = choice.appraisal() instanceof Usable usable ? usable.memoryBytes() : 0;
        String available = availableBytes.isPresent()
                ? " of the " + gib(availableBytes.getAsLong()) + " available"
                : "";
        return gib(bytes) + available;
    }

    private HubException refused(String why) {
        String end = why.endsWith(".") ? "" : ".";
        return new HubException(HubProblem.Kind.REFUSED, "The repository " + repository.name()
                + " can't be used here: " + why + end);
    }

    private static String obstacle(Appraisal appraisal) {
        return switch (appraisal) {
            case Usable _ -> "it can be used";
            case Unusable(List<String> reasons) -> String.join("; ", reasons);
            case Unknown(String reason) -> reason;
        };
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / BYTES_PER_GIB);
    }
}
