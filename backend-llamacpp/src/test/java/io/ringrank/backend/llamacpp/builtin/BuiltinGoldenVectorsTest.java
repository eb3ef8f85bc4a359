// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.gguf.GgufFile;
import io.ringrank.backend.llamacpp.reference.ReferenceBert;
import io.ringrank.backend.llamacpp.selftest.GoldenVectors;
import io.ringrank.backend.llamacpp.selftest.GoldenVectorsReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltinGoldenVectorsTest {

    @Test
    void are_the_scores_of_the_double_precision_pass(@TempDir Path directory) throws Exception {
        Path path = BuiltinModel.writeTo(directory);
        Diagnosis.Ok diagnosis =
                (Diagnosis.Ok) GgufDoctor.examine(path, DoctorOptions.STRICT);
        GoldenVectors vectors = GoldenVectorsReader.of(diagnosis.summary()).orElseThrow();
        GgufFile file = new GgufFile(path);
        ReferenceBert reference = new ReferenceBert(file);
        ReferenceTokenizer tokenizer = new ReferenceTokenizer(file);

        assertThat(vectors.verified()).isTrue();
        for (GoldenVectors.Pair pair : vectors.pairs()) {
            assertThat(reference.score(tokenizer.pair(pair.query(), pair.document())))
                    .as(pair.toString())
                    .isCloseTo(pair.score(), within(1e-4));
        }
    }
}
