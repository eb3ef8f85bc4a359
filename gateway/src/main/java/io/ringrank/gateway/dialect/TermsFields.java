// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.scheduler.ticket.CacheUse;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.OnTimeout;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The fields of one body that say how it is served and change no score. Made for one parse. */
final class TermsFields {

    private final JsonValues values;
    private final RequestLimits limits;

    private OptionalInt timeoutMillis = OptionalInt.empty();
    private JobClass jobClass = JobClass.INTERACTIVE;
    private OnTimeout onTimeout = OnTimeout.FAIL;
    private CacheUse cache = CacheUse.SHARE;

    TermsFields(JsonValues values, RequestLimits limits) {
        this.values = values;
        this.limits = limits;
    }

    /**
     * Reads the value that the parser stands at, which is not null.
     *
     * @return whether the name is one of these fields
     */
    boolean accept(String name) throws IOException, InvalidRequestException {
        switch (name) {
            case "timeout_ms" ->
                timeoutMillis = OptionalInt.of(timeout(name, values.wholeNumber()));
            case "priority" -> priority(name);
            case "on_timeout" -> onTimeout = switch (word(name, "fail or partial")) {
                case "fail" -> OnTimeout.FAIL;
                case "partial" -> OnTimeout.PARTIAL;
                default -> throw unknown(name, "fail or partial");
            };
            case "cache" -> cache = switch (word(name, "use or bypass")) {
                case "use" -> CacheUse.SHARE;
                case "bypass" -> CacheUse.BYPASS;
                default -> throw unknown(name, "use or bypass");
            };
            default -> {
                return false;
            }
        }
        return true;
    }

    /** @param timeoutHeader counts if the body names no timeout */
    JobTerms toTerms(@Nullable String timeoutHeader) throws InvalidRequestException {
        if (timeoutMillis.isEmpty() && timeoutHeader != null) {
            timeoutMillis = OptionalInt.of(timeout(RerankParser.TIMEOUT_HEADER,
                    WholeNumber.parse(timeoutHeader)));
        }
        long millis = timeoutMillis.orElse(limits.timeoutMillisDefault());
        return new JobTerms(jobClass, TimeUnit.MILLISECONDS.toNanos(millis), onTimeout, cache);
    }

    /** Other servers take numbers under this name, which mean nothing here. */
    private void priority(String name) throws IOException, InvalidRequestException {
        if (values.isNumber()) {
            return;
        }
        String wanted = "interactive or batch";
        jobClass = JobClass.ofWord(word(name, wanted)).orElseThrow(() -> unknown(name, wanted));
    }

    private String word(String name, String wanted) throws IOException, InvalidRequestException {
        return values.text(name, name + " must be " + wanted).strip().toLowerCase(Locale.ROOT);
    }

    private static InvalidRequestException unknown(String name, String wanted) {
        return InvalidRequestException.field(name, name + " must be " + wanted);
    }

    private int timeout(String param, OptionalInt number) throws InvalidRequestException {
        if (number.orElse(0) == 0) {
            throw InvalidRequestException.field(param,
                    param + " must be a whole number of milliseconds from 1");
        }
        return Math.min(number.getAsInt(), limits.timeoutMillisMax());
    }
}
