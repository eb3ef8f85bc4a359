// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.rerank.MemoryDetails;
import io.ringrank.gateway.rerank.ModelDetails;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.gateway.rerank.TargetDetails.SelfTestDetails;

/** Writes what operators want to know of a model. Fields may be added, never changed. */
final class ModelJson {

    private ModelJson() {}

    static ObjectNode of(TargetDetails.Model model) {
        ModelDetails details = model.details();
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("name", details.name())
                .put("choice", model.choice())
                .put("architecture", details.architecture())
                .put("family", details.family())
                .put("file_type", details.fileType())
                .put("parameters", details.parameters())
                .put("context_tokens", details.shape().contextTokens())
                .put("vocabulary_tokens", details.vocabulary().tokens());
        details.overrides().forEach(json.putArray("overrides")::add);
        json.set("self_test", of(model.selfTest()));
        model.memory().ifPresent(memory -> json.set("memory", of(memory)));
        return json;
    }

    private static ObjectNode of(SelfTestDetails selfTest) {
        return JsonNodeFactory.instance.objectNode()
                .put("state", selfTest.state())
                .put("verified", selfTest.verified())
                .put("message", selfTest.message());
    }

    private static ObjectNode of(MemoryDetails memory) {
        return JsonNodeFactory.instance.objectNode()
                .put("total_bytes", memory.totalBytes())
                .put("weights_bytes", memory.weightsBytes())
                .put("repacked_bytes", memory.repackedBytes())
                .put("vocabulary_bytes", memory.vocabularyBytes())
                .put("lane_bytes", memory.lane().bytes())
                .put("process_bytes", processes(memory));
    }

    /** What is left of the total: of the engine processes themselves. */
    private static long processes(MemoryDetails memory) {
        long each = memory.repackedBytes() + memory.vocabularyBytes()
                + memory.lanes() * memory.lane().bytes();
        return memory.totalBytes() - memory.weightsBytes() - memory.engines() * each;
    }
}
