// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.client.EngineState;
import io.ringrank.gateway.rerank.TargetDetails.EngineDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** What the first that doesn't run does, or what is done before one is started. */
    String whatIsMissing(ModelFetch fetch) {
        return byNumber.values()
                .stream()
                .filter(state -> !(state instanceof EngineState.Running))
                .findFirst()
                .map(EngineWords::describe)
                .orElseGet(() -> isEmpty()
                        ? fetch.status().message()
                        : "its engines are up and about to serve");
    }

    private static boolean isTried(EngineState state) {
        return switch (state) {
            case EngineState.Starting(),EngineState.Loading(float _) -> false;
            case EngineState.Running _,EngineState.Restarting _,EngineState.Failed _,EngineState.Stopped() ->
                true;
        };
    }
}
