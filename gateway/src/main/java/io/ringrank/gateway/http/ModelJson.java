// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.rerank.MemoryDetails;
import io.ringrank.gateway.rerank.ModelDetails;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.gateway.rerank.TargetDetails.SelfTestDetails;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Writes what operators want to know of a model. Fields may be added, never changed. */
final class ModelJson {

    private ModelJson() {}

    static JsonObject of(TargetDetails.Model model) {
        ModelDetails details = model.details();
        JsonObject json = new JsonObject().put("name", details.name())
                .put("architecture", details.architecture())
                .put("family", details.family())
                .put("file_type", details.fileType())
                .put("parameters", details.parameters())
                .put("context_tokens", details.shape().contextTokens())
                .put("vocabulary_tokens", details.vocabulary().tokens())
                .put("overrides", new JsonArray(details.overrides()))
                .put("self_test", of(model.selfTest()));
        model.memory().ifPresent(memory -> json.put("memory", of(memory)));
        return json;
    }

    private static JsonObject of(SelfTestDetails selfTest) {
        return new JsonObject().put("state", selfTest.state())
                .put("verified", selfTest.verified())
                .put("message", selfTest.message());
    }

    private static JsonObject of(MemoryDetails memory) {
        return new JsonObject().put("total_bytes", memory.totalBytes())
                .put("weights_bytes", memory.weightsBytes())
                .put("repacked_bytes", memory.repackedBytes())
                .put("vocabulary_bytes", memory.vocabularyBytes())
                .put("lane_bytes", memory.lane().bytes());
    }
}
