// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.fixture.TinyBert;
import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufReading;
import io.ringrank.backend.llamacpp.gguf.Headers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeVocabularyTest {

    @Test
    void refuses_a_vocabulary_that_would_take_all_memory_to_compare(@TempDir Path directory)
            throws Exception {
        byte[] file = Files.readAllBytes(new TinyBert().write(directory.resolve("bert.gguf")));
        GgufHeader header = Headers.with(Headers.read(file), "tokenizer.ggml.tokens",
                Headers.texts(Collections.nCopies(1_000_001, "")));

        Diagnosis diagnosis = GgufDoctor.examine(new GgufReading.Read(header), file.length,
                DoctorOptions.STRICT);

        assertThat(diagnosis).isInstanceOfSatisfying(Diagnosis.Refused.class,
                refused -> assertThat(refused.reasons()).anyMatch(reason -> reason.startsWith(
                        "tokenizer.ggml.tokens has 1000001 tokens, and no known model has more")));
    }
}
