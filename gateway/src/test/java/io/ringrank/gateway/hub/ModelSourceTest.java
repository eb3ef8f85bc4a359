// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.gateway.hub.ModelSource.Builtin;
import io.ringrank.gateway.hub.ModelSource.LocalFile;
import io.ringrank.gateway.hub.ModelSource.Remote;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSourceTest {

    @Test
    void reads_each_kind() {
        assertThat(ModelSource.parse("builtin")).isEqualTo(new Builtin());
        assertThat(ModelSource.parse("hf:gpustack/bge-reranker-v2-m3-GGUF"))
                .isEqualTo(new Remote(Hub.HUGGING_FACE, TestHub.BGE, Optional.empty()));
        assertThat(ModelSource.parse("ms:a/b:Q8_0"))
                .isEqualTo(new Remote(Hub.MODELSCOPE, "a/b", Optional.of("Q8_0")));
        assertThat(ModelSource.parse("hf:a/b:sub folder/model-F16.gguf")).isEqualTo(
                new Remote(Hub.HUGGING_FACE, "a/b", Optional.of("sub folder/model-F16.gguf")));
        assertThat(ModelSource.parse("/models/a.gguf"))
                .isEqualTo(new LocalFile(Path.of("/models/a.gguf")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"builtin", "hf:a/b", "ms:a/b:Q8_0", "/models/a.gguf"})
    void writes_what_it_read(String text) {
        assertThat(ModelSource.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf:", "hf:a", "hf:a/b/c", "hf:../b", "hf:a/..", "hf:a/b:", "hf:a b/c",
        "hf:a/b:../x", "hf:a/b:/x", "hf:a/b:x/../y", "hf:a/b:x//y", "hf:a/b:.x", "hf:a--b/c",
        "hf:a/b\n", "ms:a/b?x", "hf:a/b:x%2e", " ", ""})
    void refuses_what_could_lead_elsewhere(String text) {
        assertThatThrownBy(() -> ModelSource.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must");
    }
}
