// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.client.EngineState;
import io.ringrank.gateway.rerank.TargetDetails.EngineDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;

/** What the engines of one deployment do. Any thread. */
final class EngineStates {

    private final Map<Integer, EngineState> byNumber = new ConcurrentSkipListMap<>();
    private final CountDownLatch allTried = new CountDownLatch(1);
    private final int engines;

    /** @param engines that there will be */
    EngineStates(int engines) {
        this.engines = engines;
    }

    void put(int engine, EngineState state) {
        byNumber.put(engine, state);
        if (byNumber.values().stream().filter(EngineStates::isTried).count() == engines) {
            allTried.countDown();
        }
    }

    /** Whether none was started yet. */
    boolean isEmpty() {
        return byNumber.isEmpty();
    }

    boolean areAllTried() {
        return allTried.getCount() == 0;
    }

    /** Waits until each has come up, or has not. */
    void awaitAllTried() throws InterruptedException {
        allTried.await();
    }

    List<EngineDetails> details() {
        List<EngineDetails> details = new ArrayList<>();
        byNumber.forEach((number, state) -> details.add(new EngineDetails(number,
                EngineWords.of(state), EngineWords.describe(state),
                state instanceof EngineState.Running running
                        ? OptionalLong.of(running.pid())
                        : OptionalLong.empty())));
        return details;
    }

    /** Of the first that doesn't run. */
    Optional<String> whatIsMissing() {
        return byNumber.values()
                .stream()
                .filter(state -> !(state instanceof EngineState.Running))
                .findFirst()
                .map(EngineWords::describe);
    }

    private static boolean isTried(EngineState state) {
        return switch (state) {
            case EngineState.Starting(),EngineState.Loading(float _) -> false;
            case EngineState.Running _,EngineState.Restarting _,EngineState.Failed _,EngineState.Stopped() ->
                true;
        };
    }
}
