// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.gateway.rerank.ModelDetails;
import java.util.List;

/** Says for operators what the doctor found in a file. Any thread. */
final class ModelDescription {

    private ModelDescription() {}

    static ModelDetails of(ModelSummary model, List<String> overrides) {
        ModelSummary.Shape shape = model.shape();
        return new ModelDetails(overrides, model.newerOnly(), model.architecture(),
                model.family().name(), model.name(), model.fileType().name(), model.parameters(),
                model.weightsBytes(),
                new ModelDetails.Shape(shape.layers(), shape.width(), shape.innerWidth(),
                        shape.heads(), shape.keyHeads(), shape.headWidth(),
                        shape.contextTokens()),
                new ModelDetails.Vocabulary(model.vocabulary().tokenizer(),
                        model.vocabulary().tokens(), model.vocabulary().pair()),
                new ModelDetails.Head(model.head().pooling().orElse(""), model.head().pooler(),
                        model.head().labels(), model.head().template()),
                model.tensorTypes()
                        .stream()
                        .map(total -> new ModelDetails.TensorTypeDetails(total.type().name(),
                                total.tensors(), total.values(), total.bytes()))
                        .toList());
    }
}
