// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.gateway.rerank.TargetDetails.EngineDetails;
import io.ringrank.scheduler.core.ClassLoad;
import io.ringrank.scheduler.core.EngineLoad;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.ticket.JobClass;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes what operators want to know of a deployment. Fields may be added, never changed. */
public final class TargetJson {

    /** Length of the pairs in which capacities are told: a query and a passage. */
    public static final int PAIR_TOKENS = 128;

    private static final double NANOS_PER_SECOND = 1e9;

    private TargetJson() {}

    /** Any thread. */
    public static ObjectNode of(TargetDetails details) {
        Map<Integer, EngineLoad> loads = details.load()
                .engines()
                .stream()
                .collect(Collectors.toMap(EngineLoad::engine, Function.identity()));
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("pairs_per_second", details.load().pairsPerSecond(PAIR_TOKENS));
        ObjectNode queue = json.putObject("queue")
                .put("requests", details.load().requests())
                .put("pairs", details.queuedPairs())
                .put("bytes", details.queuedBytes())
                .put("ready_tokens", details.load().readyTokens());
        queue.set("tokens", ofClasses(details, ClassLoad::tokens));
        queue.set("callers",
                ofClasses(details, ClassLoad::waitingCallers));
        ArrayNode engines = json.putArray("engines");
        details.engines().forEach(engine -> engines.add(of(engine, loads.get(engine.number()))));
        details.model().ifPresent(model -> json.set("model", ModelJson.of(model)));
        details.coming()
                .ifPresent(coming -> json.set("coming", of(coming.details())
                        .put("state", coming.state())
                        .put("message", coming.message())));
        return json;
    }

    private static ObjectNode ofClasses(TargetDetails details, ToLongFunction<ClassLoad> number) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (JobClass jobClass : JobClass.values()) {
            json.put(jobClass.word(),
                    number.applyAsLong(details.load().ofClass(jobClass)));
        }
        return json;
    }

    /** @param load null if it doesn't run */
    private static ObjectNode of(EngineDetails engine, @Nullable EngineLoad load) {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("engine", engine.number())
                .put("state", engine.state())
                .put("message", engine.message());
        engine.pid().ifPresent(pid -> json.put("pid", pid));
        if (load != null) {
            json.put("device", load.facts().device().name())
                    .put("native_build", load.facts().profile().nativeBuild())
                    .put("lanes", load.facts().lanes())
                    .put("lanes_at_work", load.lanesAtWork())
                    .put("batches_in_hand", load.batchesInHand())
                    .put("busy_seconds", load.busyNanos() / NANOS_PER_SECOND)
                    .put("pairs_per_second", load.pairsPerSecond(PAIR_TOKENS));
            load.cost()
                    .ifPresent(cost -> json.put("budget_tokens", cost.budgetTokens())
                            .set("cost", of(cost)));
        }
        return json;
    }

    private static ObjectNode of(LearnedCost cost) {
        return JsonNodeFactory.instance.objectNode()
                .put("ns_per_batch", cost.fixedNanos())
                .put("ns_per_token", cost.nanosPerToken())
                .put("ns_per_token_squared", cost.nanosPerSquare());
    }
}
