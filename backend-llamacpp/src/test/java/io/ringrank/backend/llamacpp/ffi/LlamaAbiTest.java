// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.backend.llamacpp.ffi.ParamsStruct.Field;
import io.ringrank.backend.llamacpp.fixture.Natives;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Struct layouts and exports against the real library. */
class LlamaAbiTest {
    private static final LlamaAbi REAL = LlamaAbi.B4916;

    @TempDir
    private static Path directory;
    private static Path library;

    @BeforeAll
    static void extractTheLibrary() throws Exception {
        library = JllamaLibrary.extractTo(directory.resolve("native"));
    }

    private static LlamaLibrary open(LlamaAbi abi) throws NativeLibraryException {
        return LlamaLibrary.open(LibraryFiles.single(library), line -> {}, List.of(abi));
    }

    private static LlamaAbi withContext(int sizeBytes, Field... fields) {
        return new LlamaAbi(REAL.name(), REAL.exported(), REAL.notExported(), REAL.functions(),
                REAL.computingContextsMax(), REAL.batchTokensMin(), REAL.ggmlTypesEnd(),
                REAL.deviceTypes(), REAL.model(),
                new ParamsStruct("llama_context_params", sizeBytes, List.of(fields)));
    }

    @Test
    void the_table_of_b4916_fits_the_library_of_jllama() throws Exception {
        LlamaLibrary opened = open(REAL);

        assertThat(opened.build()).isEqualTo("b4916");
        assertThat(opened.abi()).isSameAs(REAL);
    }

    @Test
    void the_table_of_0_5_0_fits_the_libraries_that_npm_has() throws Exception {
        LlamaLibrary opened = LlamaLibrary.open(LibraryFiles.in(Natives.orSkip()), line -> {},
                List.of(LlamaAbi.V0_5_0));

        assertThat(opened.build()).isEqualTo("0.5.0-dev+0ad4a86");
        assertThat(opened.abi()).isSameAs(LlamaAbi.V0_5_0);
        assertThat(opened.systemInfo()).contains("CPU");
    }

    @Test
    void each_build_is_refused_by_the_table_of_the_other() {
        Path newer = Natives.orSkip();

        assertThatThrownBy(
                () -> LlamaLibrary.open(LibraryFiles.in(newer), line -> {}, List.of(REAL)))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining(newer.toString())
                .hasMessageContaining("llama_kv_self_clear and no llama_memory_clear (b4916)");
        assertThatThrownBy(() -> open(LlamaAbi.V0_5_0)).isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("llama_version and no llama_kv_self_clear (0.5.0)");
    }

    @Test
    void refuses_a_folder_without_a_llama_cpp() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertThatThrownBy(() -> LlamaLibrary.openDirectory(empty, line -> {}))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("expected libggml-base.so");
        assertThatThrownBy(
                () -> LlamaLibrary.openDirectory(directory.resolve("absent"), line -> {}))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("there is no folder");
    }

    @Test
    void refuses_a_library_whose_default_is_another() {
        LlamaAbi wrong = withContext(120, Field.int32("n_ctx", 0, 513),
                Field.bool("embeddings", 98, false));

        assertThatThrownBy(() -> open(wrong)).isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining(library.toString())
                .hasMessageContaining("n_ctx at byte 0: expected 513, found 512")
                .hasMessageContaining("embeddings at byte 98: expected 0, found 1");
    }

    @Test
    void refuses_a_library_whose_struct_has_another_size() {
        assertThatThrownBy(() -> open(withContext(136, Field.int32("n_ctx", 0, 512))))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining(
                        "llama_context_params is not the one known; size: expected 136 bytes, found 120");
    }

    @Test
    void refuses_a_library_with_the_exports_of_no_known_build() {
        LlamaAbi newer = new LlamaAbi("b9999", "llama_memory_clear", "llama_kv_self_clear",
                REAL.functions(), REAL.computingContextsMax(), REAL.batchTokensMin(),
                REAL.ggmlTypesEnd(),
                REAL.deviceTypes(), REAL.model(),
                REAL.context());

        assertThatThrownBy(() -> open(newer)).isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining(library.toString())
                .hasMessageContaining("llama_memory_clear and no llama_kv_self_clear (b9999)");
    }

    @Test
    void tells_builds_apart_by_what_they_export_and_lack() throws Exception {
        LlamaAbi newer = new LlamaAbi("newer", "llama_memory_clear", "llama_kv_self_clear",
                REAL.functions(), REAL.computingContextsMax(), REAL.batchTokensMin(),
                REAL.ggmlTypesEnd(),
                REAL.deviceTypes(), REAL.model(),
                REAL.context());
        List<LlamaAbi> known = List.of(REAL, newer);

        assertThat(LlamaAbi.recognise(known, Set.of("llama_memory_clear")::contains))
                .isSameAs(newer);
        assertThat(LlamaAbi.recognise(known, Set.of("llama_kv_self_clear")::contains))
                .isSameAs(REAL);
        assertThatThrownBy(() -> LlamaAbi.recognise(known,
                Set.of("llama_kv_self_clear", "llama_memory_clear")::contains))
                .isInstanceOf(NativeLibraryException.class);
    }

    @Test
    void refuses_a_file_that_is_no_library_with_the_loaders_reason() throws Exception {
        Path text = Files.writeString(directory.resolve("text.so"), "not a library");

        assertThatThrownBy(() -> LlamaLibrary.open(text, line -> {}))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining(text.toString())
                .hasMessageContaining("too short");
        assertThatThrownBy(() -> LlamaLibrary.open(directory.resolve("absent.so"), line -> {}))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("No such file");
    }

    @Test
    void refuses_another_library_by_what_it_lacks() {
        Path other = Path.of(System.getProperty("java.home"), "lib", "libjimage.so");

        assertThatThrownBy(() -> LlamaLibrary.open(other, line -> {}))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("expected llama_kv_self_clear");
    }
}
