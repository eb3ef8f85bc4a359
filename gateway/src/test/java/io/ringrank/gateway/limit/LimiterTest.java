// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.gateway.HandClock;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.AccessError;
import io.ringrank.scheduler.ticket.JobClass;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimiterTest {

    private static final Duration MILLI = Duration.ofMillis(1);

    private final HandClock clock = new HandClock();

    private Limiter limiter(@Nullable Integer requests, @Nullable Integer tokens,
            @Nullable Integer concurrent, @Nullable Integer documents) {
        return new Limiter(
                new KeyLimits(requests, tokens, concurrent, documents, JobClass.INTERACTIVE),
                clock::nanoTime);
    }

    private static Passage enter(Limiter limiter) {
        Limiter.Entry entry = limiter.tryEnter();
        assertThat(entry).isInstanceOf(Limiter.Entered.class);
        return ((Limiter.Entered) entry).passage();
    }

    private static AccessError.LimitReached refused(Limiter limiter) {
        Limiter.Entry entry = limiter.tryEnter();
        assertThat(entry).isInstanceOf(Limiter.Refused.class);
        return ((Limiter.Refused) entry).error();
    }

    private static Duration wait(Optional<RequestError> refused) {
        assertThat(refused).get().isInstanceOf(AccessError.LimitReached.class);
        return ((AccessError.LimitReached) refused.orElseThrow()).retryAfter();
    }

    @Test
    void a_change_of_limits_forgets_neither_what_was_used_nor_who_is_inside() {
        Limiter limiter = limiter(10, null, 2, null);
        for (int i = 0; i < 8; i++) {
            enter(limiter).leave();
        }
        Passage inside = enter(limiter);

        limiter.change(new KeyLimits(20, null, 1, null, JobClass.BATCH));

        assertThat(refused(limiter).code()).isEqualTo(ErrorCode.CONCURRENCY_LIMIT);
        inside.leave();
        for (int i = 0; i < 11; i++) {
            enter(limiter).leave();
        }
        assertThat(refused(limiter).code()).isEqualTo(ErrorCode.REQUESTS_LIMIT);
        assertThat(limiter.jobClass()).isEqualTo(JobClass.BATCH);
        limiter.change(new KeyLimits(5, null, null, null, JobClass.BATCH));
        clock.pass(Duration.ofSeconds(12));
        enter(limiter).leave();
        assertThat(refused(limiter).code()).isEqualTo(ErrorCode.REQUESTS_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 1000})
    void lets_in_a_minutes_requests_and_not_one_more(int perMinute) {
        Limiter limiter = limiter(perMinute, null, null, null);

        for (int i = 0; i < perMinute; i++) {
            enter(limiter).leave();
        }
        for (int more = 0; more < 3; more++) {
            assertThat(refused(limiter).code()).isEqualTo(ErrorCode.REQUESTS_LIMIT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 1000})
    void lets_one_in_at_the_very_moment_it_said(int perMinute) {
        Limiter limiter = limiter(perMinute, null, null, null);
        for (int i = 0; i < perMinute; i++) {
            enter(limiter).leave();
        }

        for (int round = 0; round < 50; round++) {
            Duration wait = refused(limiter).retryAfter();
            assertThat(wait).isBetween(MILLI,
                    Duration.ofMinutes(1).dividedBy(perMinute).plus(MILLI));
            clock.pass(wait.minus(MILLI));
            refused(limiter);
            clock.pass(MILLI);
            enter(limiter).leave();
            refused(limiter);
        }
    }

    @Test
    void lets_in_no_more_than_the_limit_when_many_come_at_once() throws Exception {
        Limiter limiter = limiter(100, null, null, null);
        AtomicInteger entered = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(Thread.ofPlatform().start(() -> {
                await(start);
                for (int n = 0; n < 100; n++) {
                    if (limiter.tryEnter() instanceof Limiter.Entered) {
                        entered.incrementAndGet();
                    }
                }
            }));
        }
        start.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(entered).hasValue(100);
    }

    @Test
    void lets_in_as_many_at_once_as_it_says_and_the_next_when_one_leaves() {
        Limiter limiter = limiter(null, null, 2, null);
        Passage first = enter(limiter);
        Passage second = enter(limiter);

        assertThat(refused(limiter).code()).isEqualTo(ErrorCode.CONCURRENCY_LIMIT);
        first.leave();
        first.leave();
        Passage third = enter(limiter);
        refused(limiter);
        second.leave();
        third.leave();
        enter(limiter);
        enter(limiter);
        refused(limiter);
    }

    @Test
    void counts_no_request_that_came_while_too_many_were_inside() {
        Limiter limiter = limiter(2, null, 1, null);
        Passage first = enter(limiter);
        for (int i = 0; i < 5; i++) {
            assertThat(refused(limiter).code()).isEqualTo(ErrorCode.CONCURRENCY_LIMIT);
        }
        first.leave();

        enter(limiter).leave();
        assertThat(refused(limiter).code()).isEqualTo(ErrorCode.REQUESTS_LIMIT);
    }

    @Test
    void counts_the_tokens_that_were_used_and_not_those_it_had_expected() {
        Limiter limiter = limiter(null, 1000, null, null);
        Passage passage = enter(limiter);
        assertThat(passage.claim(1, 4 * 600)).isEmpty();
        passage.settle(100);
        passage.leave();

        assertThat(header(limiter, "remaining")).isEqualTo("900");
        Passage dear = enter(limiter);
        assertThat(dear.claim(1, 4 * 100)).isEmpty();
        dear.settle(1500);
        dear.leave();
        assertThat(header(limiter, "remaining")).isEqualTo("0");

        // 600 tokens of debt and one to go on with are there after 36.06 seconds.
        Duration wait = wait(enter(limiter).claim(1, 4));
        assertThat(wait).isEqualTo(Duration.ofMillis(36_060));
        clock.pass(wait.minusNanos(1));
        assertThat(enter(limiter).claim(1, 4)).isPresent();
        clock.pass(Duration.ofNanos(1));
        assertThat(enter(limiter).claim(1, 4)).isEmpty();
    }

    @Test
    void gives_back_the_tokens_of_a_request_that_was_not_answered() {
        Limiter limiter = limiter(null, 1000, null, null);
        Passage passage = enter(limiter);
        assertThat(passage.claim(1, 4 * 1000)).isEmpty();
        assertThat(enter(limiter).claim(1, 4)).isPresent();

        passage.leave();

        assertThat(header(limiter, "remaining")).isEqualTo("1000");
    }

    @Test
    void lets_in_a_request_larger_than_a_minute_if_nothing_was_used() {
        Limiter limiter = limiter(null, 10, null, null);

        assertThat(enter(limiter).claim(1, 1_000_000)).isEmpty();
        assertThat(enter(limiter).claim(1, 1)).isPresent();
    }

    @Test
    void refuses_a_request_with_too_many_documents_for_good() {
        Limiter limiter = limiter(null, null, null, 3);

        assertThat(enter(limiter).claim(3, 10)).isEmpty();
        assertThat(enter(limiter).claim(4, 10))
                .contains(new RequestError.TooManyDocuments(3));
    }

    @Test
    void says_how_the_allowances_stand_in_the_headers_that_clients_know() {
        Limiter limiter = limiter(60, 6000, null, null);
        Passage passage = enter(limiter);
        assertThat(passage.claim(1, 4 * 3000)).isEmpty();
        clock.pass(Duration.ofMillis(250));

        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        limiter.describe(headers);

        assertThat(headers.get("x-ratelimit-limit-requests")).isEqualTo("60");
        assertThat(headers.get("x-ratelimit-remaining-requests")).isEqualTo("59");
        assertThat(headers.get("x-ratelimit-reset-requests")).isEqualTo("0.750s");
        assertThat(headers.get("x-ratelimit-limit-tokens")).isEqualTo("6000");
        assertThat(headers.get("x-ratelimit-remaining-tokens")).isEqualTo("3025");
        assertThat(headers.get("x-ratelimit-reset-tokens")).isEqualTo("29.750s");
    }

    @Test
    void limits_nothing_and_says_nothing_without_limits() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < 1000; i++) {
            assertThat(enter(Limiter.UNLIMITED).claim(1000, Long.MAX_VALUE)).isEmpty();
        }
        Limiter.UNLIMITED.describe(headers);

        assertThat(headers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, KeyLimits.MAX + 1})
    void refuses_a_limit_that_is_none(int limit) {
        assertThatThrownBy(() -> limiter(limit, null, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static @Nullable String header(Limiter limiter, String what) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        limiter.describe(headers);
        return headers.get("x-ratelimit-" + what + "-tokens");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
