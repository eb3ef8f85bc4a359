// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.app.ModelInspection.Report;
import io.ringrank.gateway.rerank.MemoryDetails;
import io.ringrank.gateway.rerank.ModelDetails;
import java.util.List;

/** What a model file is, for programs. Fields may be added, never changed. */
final class InspectionJson {

    private InspectionJson() {}

    static ObjectNode of(Report report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (report) {
            case Report.Refused(List<String> reasons) -> {
                json.put("verdict", "refused");
                texts(json.putArray("reasons"), reasons);
            }
            case Report.Usable(ModelDetails model, List<MemoryDetails> memory) -> {
                json.put("verdict", model.overrides().isEmpty() ? "ok" : "overridden");
                texts(json.putArray("reasons"), model.overrides());
                put(json.putObject("model"), model);
                ArrayNode builds = json.putArray("memory");
                memory.forEach(needed -> put(builds.addObject(), needed));
                ArrayNode tensors = json.putArray("tensors");
                model.tensorTypes()
                        .forEach(total -> tensors.addObject()
                                .put("type", total.type())
                                .put("tensors", total.tensors())
                                .put("parameters", total.parameters())
                                .put("bytes", total.bytes()));
            }
        }
        return json;
    }

    private static void put(ObjectNode json, ModelDetails model) {
        ModelDetails.Shape shape = model.shape();
        json.put("name", model.name())
                .put("architecture", model.architecture())
                .put("family", model.family())
                .put("file_type", model.fileType())
                .put("parameters", model.parameters())
                .put("weights_bytes", model.weightsBytes())
                .put("layers", shape.layers())
                .put("width", shape.width())
                .put("inner_width", shape.innerWidth())
                .put("heads", shape.heads())
                .put("key_heads", shape.keyHeads())
                .put("head_width", shape.headWidth())
                .put("context_tokens", shape.contextTokens())
                .put("tokenizer", model.vocabulary().tokenizer())
                .put("vocabulary_tokens", model.vocabulary().tokens())
                .put("pair", model.vocabulary().pair())
                .put("pooling", model.head().pooling())
                .put("pooler", model.head().pooler())
                .put("template", model.head().template());
        texts(json.putArray("labels"), model.head().labels());
        texts(json.putArray("newer_only"), model.newerOnly());
    }

    private static void put(ObjectNode json, MemoryDetails memory) {
        json.put("llama_cpp", memory.build())
                .put("engines", memory.engines())
                .put("lanes", memory.lanes())
                .put("tokens_per_batch", memory.tokensPerBatch())
                .put("weights_bytes", memory.weightsBytes())
                .put("repacked_bytes", memory.repackedBytes())
                .put("vocabulary_bytes", memory.vocabularyBytes())
                .put("total_bytes", memory.totalBytes())
                .putObject("lane")
                .put("graph_bytes", memory.lane().graphBytes())
                .put("key_value_bytes", memory.lane().keyValueBytes())
                .put("mask_bytes", memory.lane().maskBytes())
                .put("compute_bytes", memory.lane().computeBytes())
                .put("output_bytes", memory.lane().outputBytes());
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
