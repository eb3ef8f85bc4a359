// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.model;

/** Shapes that compute in no time. */
public final class TinyShapes {

    public static final ModelShape BERT =
            new ModelShape("tiny-bert", ModelShape.Family.BERT, 400, 512, 2, 64, 128, 2);
    public static final ModelShape XLM_ROBERTA = new ModelShape("tiny-xlm-roberta",
            ModelShape.Family.XLM_ROBERTA, 400, 512, 2, 64, 128, 2);

    /** Ranked alike by us and by jllama's own server. */
    public static final ModelShape XLM_ROBERTA_UNMARKED =
            new ModelShape("tiny-xlm-roberta-unmarked",
                    ModelShape.Family.XLM_ROBERTA_UNMARKED, 400, 512, 2, 64, 128, 2);

    private TinyShapes() {}
}
