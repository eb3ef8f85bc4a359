// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringrank.gateway.HandClock;
import io.ringrank.scheduler.core.SchedulerListener.BatchReport;
import io.ringrank.scheduler.ticket.StageTimes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final Duration STEP = History.INTERVAL;

    private final HandClock clock = new HandClock();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final DeploymentMetrics bge = metrics.ofDeployment("bge");
    private final History history = new History(metrics, clock, clock::nanoTime);

    private Sample next() {
        clock.pass(STEP);
        history.take();
        return history.since(0).samples().getLast();
    }

    @Test
    void tells_rates_of_the_time_since_the_sample_before() {
        bge.onAnswer(8, 2, 1_000, StageTimes.NONE);
        bge.onRequest(200, 1);
        bge.onRequest(429, 1);
        metrics.ofNoDeployment().onRequest(401, 1);
        bge.onBatch(new BatchReport(6, 300, 1, 400, 0, 0));
        bge.onBatch(new BatchReport(6, 100, 1, 400, 0, 0));

        Sample sample = next();

        assertThat(sample.at()).isEqualTo(clock.instant());
        assertThat(sample.requestsPerSecond()).isEqualTo(1.5);
        assertThat(sample.errorsPerSecond()).isEqualTo(1);
        assertThat(sample.pairsPerSecond()).isEqualTo(4);
        assertThat(sample.tokensPerSecond()).isEqualTo(500);
        assertThat(sample.cacheHits()).hasValue(0.25);
        assertThat(sample.batchFill()).hasValue(0.5);
        assertThat(next().requestsPerSecond()).isZero();
    }

    @Test
    void a_late_sample_is_of_a_longer_time() {
        bge.onAnswer(30, 0, 30, StageTimes.NONE);
        clock.pass(STEP.multipliedBy(2));

        assertThat(next().pairsPerSecond()).isEqualTo(5);
    }

    @Test
    void says_nothing_of_what_there_was_none_of() {
        Sample idle = next();

        assertThat(idle.latency()).isEmpty();
        assertThat(idle.batchFill()).isEmpty();
        assertThat(idle.cacheHits()).isEmpty();
        assertThat(idle.lanesBusy()).isEmpty();
    }

    @Test
    void latencies_are_those_of_answered_requests_to_one_percent() {
        for (int millis = 1; millis <= 1000; millis++) {
            bge.onRequest(200, TimeUnit.MILLISECONDS.toNanos(millis));
            bge.onRequest(503, 1);
        }

        Sample.Latency latency = next().latency().orElseThrow();

        assertThat(latency.p50Millis()).isCloseTo(500, within(5.0));
        assertThat(latency.p95Millis()).isCloseTo(950, within(9.5));
        assertThat(latency.p99Millis()).isCloseTo(990, within(9.9));
        assertThat(next().latency()).isEmpty();
    }

    @Test
    void what_takes_days_counts_as_an_hour() {
        bge.onRequest(200, Duration.ofDays(3).toNanos());

        assertThat(next().latency().orElseThrow().p99Millis())
                .isCloseTo(3_600_000.0, within(36_000.0));
    }

    @Test
    void a_deployment_that_goes_takes_nothing_with_it() {
        bge.onAnswer(8, 0, 8, StageTimes.NONE);
        next();
        bge.onAnswer(2, 0, 2, StageTimes.NONE);
        metrics.forget("bge");
        metrics.ofDeployment("bge").onAnswer(4, 0, 4, StageTimes.NONE);

        assertThat(next().pairsPerSecond()).isEqualTo(3);
    }

    @Test
    void keeps_fifteen_minutes_and_tells_each_listener_what_is_new() {
        for (int i = 0; i < History.SAMPLES_MAX + 1; i++) {
            next();
        }
        History.Excerpt all = history.since(0);

        assertThat(all.samples()).hasSize(450);
        assertThat(Duration.between(all.samples().getFirst().at(), clock.instant()))
                .isEqualTo(Duration.ofMinutes(15).minus(STEP));
        assertThat(history.since(all.taken()).samples()).isEmpty();

        List<Sample> fresh = List.of(next(), next());
        assertThat(history.since(all.taken()).samples()).isEqualTo(fresh);
    }

    @Test
    void takes_no_sample_of_no_time() {
        history.take();

        assertThat(history.since(0).samples()).isEmpty();
    }
}
