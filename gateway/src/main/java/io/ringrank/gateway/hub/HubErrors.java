// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import io.ringrank.gateway.hub.HubProblem.Kind;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in plain words why a hub refuses. Any thread. */
final class HubErrors {

    private static final Duration USUAL_WAIT = Duration.ofSeconds(60);
    private static final Pattern RESET_SECONDS = Pattern.compile("(?:^|[;, ])t=([0-9]{1,6})");
    private static final int SAID_CHARS_MAX = 200;

    private HubErrors() {}

    /**
     * @param about what was asked for, without an article
     * @param byHub whether the hub itself refuses, and not where it led
     * @param hadToken whether it was told who asks
     */
    static HubException of(Hub hub, HubHttp.Answer answer, String about, boolean byHub,
            boolean hadToken) {
        int status = answer.response().statusCode();
        HttpHeaders headers = answer.response().headers();
        String code = headers.firstValue("X-Error-Code").orElse("");
        if (!byHub && status == 403) {
            // The address it gave was good for some minutes only.
            return new HubException(Kind.UNREACHABLE,
                    "The address that " + hub.title() + " gave has expired.");
        }
        return switch (status) {
            case 401, 403 -> code.equals("GatedRepo")
                    ? gated(hub, about, hadToken)
                    : unseen(hub, about, hadToken);
            case 404 -> new HubException(Kind.NOT_FOUND, notFound(hub, about, code, hadToken));
            case 429 -> rateLimited(hub, headers);
            default -> status >= 500
                    ? new HubException(Kind.UNREACHABLE, hub.title() + " answered " + status
                            + "; it has a problem of its own.")
                    : new HubException(Kind.UNEXPECTED,
                            hub.title() + " answered " + status + " for the " + about
                                    + said(headers));
        };
    }

    private static HubException gated(Hub hub, String about, boolean hadToken) {
        return new HubException(Kind.GATED, "Its owner wants a licence accepted for the " + about
                + ": do so on its page at " + hub.title()
                + (hadToken
                        ? ", with the account of the token that is set."
                        : ", then set HF_TOKEN to a token of that account."));
    }

    /** Hugging Face says 401 for what is not there, too, unless it knows who asks. */
    private static HubException unseen(Hub hub, String about, boolean hadToken) {
        return hadToken
                ? new HubException(Kind.GATED, hub.title() + " does not let the token that is set"
                        + " see the " + about + ": is it valid, and may its account read that?")
                : new HubException(Kind.NOT_FOUND, hub.title() + " shows nobody the " + about
                        + ": it doesn't exist, or it is private and a token must be set.");
    }

    private static String notFound(Hub hub, String about, String code, boolean hadToken) {
        return switch (code) {
            case "RevisionNotFound" -> "The revision of the " + about
                    + " is gone, since its owner rewrote the repository; try again.";
            case "EntryNotFound" -> "There is no " + about + '.';
            default -> hub.title() + " has no " + about
                    + (hadToken ? "." : ", or it is private and a token must be set.");
        };
    }

    private static HubException rateLimited(Hub hub, HttpHeaders headers) {
        Duration wait = headers.firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .or(() -> headers.firstValue("RateLimit").flatMap(HubErrors::reset))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(USUAL_WAIT);
        return new HubException(new HubProblem(Kind.RATE_LIMITED,
                hub.title() + " gets too many requests from here; try again in "
                        + wait.toSeconds() + " seconds, or set a token, which raises the limit.",
                Optional.of(wait)));
    }

    private static Optional<String> reset(String rateLimit) {
        Matcher matcher = RESET_SECONDS.matcher(rateLimit);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String said(HttpHeaders headers) {
        return headers.firstValue("X-Error-Message")
                .map(text -> ": " + text.substring(0, Math.min(SAID_CHARS_MAX, text.length())))
                .orElse("") + '.';
    }
}
