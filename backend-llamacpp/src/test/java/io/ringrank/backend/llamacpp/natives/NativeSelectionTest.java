// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.natives.NativeSelection.Selection;
import io.ringrank.backend.llamacpp.natives.NativeSelection.Selection.Chosen;
import io.ringrank.backend.llamacpp.natives.NativeSelection.Selection.None;
import io.ringrank.backend.llamacpp.natives.NpmPackage.Variant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real folders; what is in them is made up. */
class NativeSelectionTest {

    private static final Device CPU = new Device("CPU", "", Device.Type.CPU, 0, 0);
    private static final Device GPU = new Device("CUDA0", "", Device.Type.GPU, 1, 2);

    @TempDir
    private Path own;
    @TempDir
    private Path shipped;

    private final Map<NativeLibrary, ProbeResult> results = new HashMap<>();
    private final List<NativeLibrary> probed = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private static ProbeResult usable(Device... devices) {
        return new ProbeResult.Usable(new NativeFacts("b1", "b1", Optional.empty(), "", 1,
                List.of(devices)), Optional.empty());
    }

    private Selection select(NativeWish wish, String device) throws Exception {
        NativeCatalogue catalogue =
                new NativeCatalogue(own, List.of(shipped.resolve("absent"), shipped));
        return new NativeSelection(catalogue, library -> {
            probed.add(library);
            return results.getOrDefault(library, usable(CPU));
        }, warnings::add).select(wish, device);
    }

    /** Makes it look as if npm had put a package there. */
    private static NativeLibrary install(Variant variant, Path folder) throws Exception {
        NpmPackage wanted = NpmPackage.of("Linux", "amd64", variant).orElseThrow();
        Files.createDirectories(wanted.libraries(folder));
        Files.write(folder.resolve(wanted.name()).resolve(NpmPackage.LOCK),
                wanted.read(NpmPackage.LOCK));
        return NativeLibrary.in(wanted.libraries(folder));
    }

    private static String name(Selection selection) {
        return ((Chosen) selection).candidate().name();
    }

    @Test
    void takes_jllama_where_nothing_is_installed() throws Exception {
        Selection selection = select(new NativeWish.Any(), "auto");

        assertThat(name(selection)).isEqualTo("jllama");
        assertThat(((Chosen) selection).candidate().library())
                .isEqualTo(NativeLibrary.jllama(own));
        assertThat(warnings).isEmpty();
    }

    @Test
    void prefers_a_package_and_that_of_the_data_directory() throws Exception {
        install(Variant.CPU, shipped);
        assertThat(name(select(new NativeWish.Any(), "auto"))).isEqualTo("linux-x64-cpu");

        NativeLibrary newer = install(Variant.CPU, own);
        assertThat(((Chosen) select(new NativeWish.Any(), "auto")).candidate().library())
                .isEqualTo(newer);
        assertThat(warnings).isEmpty();
    }

    @Test
    void takes_a_package_for_gpus_only_where_there_is_one_to_use() throws Exception {
        install(Variant.CPU, own);
        NativeLibrary vulkan = install(Variant.VULKAN, own);

        assertThat(name(select(new NativeWish.Any(), "auto"))).isEqualTo("linux-x64-cpu");
        results.put(vulkan, usable(CPU, GPU));
        assertThat(name(select(new NativeWish.Any(), "auto"))).isEqualTo("linux-x64-vulkan");
        assertThat(name(select(new NativeWish.Any(), "cpu"))).isEqualTo("linux-x64-cpu");
        assertThat(name(select(new NativeWish.Any(), "CUDA0"))).isEqualTo("linux-x64-vulkan");
        assertThat(warnings).isEmpty();
    }

    @Test
    void falls_back_with_one_warning_that_says_why() throws Exception {
        NativeLibrary broken = install(Variant.CPU, own);
        results.put(broken, new ProbeResult.Unusable("it is no library"));

        assertThat(name(select(new NativeWish.Any(), "auto"))).isEqualTo("jllama");
        assertThat(warnings).containsExactly("linux-x64-cpu can't be used: it is no library");
    }

    @Test
    void opens_none_but_the_one_that_the_operator_names() throws Exception {
        install(Variant.CPU, own);
        NativeLibrary named = NativeLibrary.in(shipped.resolve("mine"));

        assertThat(name(select(new NativeWish.In(shipped.resolve("mine")), "auto")))
                .isEqualTo("llama-lib");
        assertThat(name(select(new NativeWish.Jllama(), "auto"))).isEqualTo("jllama");
        assertThat(name(select(new NativeWish.Installed(Variant.CPU), "auto")))
                .isEqualTo("linux-x64-cpu");
        assertThat(probed).hasSize(3).contains(named);
    }

    @Test
    void does_not_fall_back_from_the_one_that_the_operator_names() throws Exception {
        results.put(NativeLibrary.in(shipped), new ProbeResult.Unusable("it is too old"));

        assertThat(select(new NativeWish.In(shipped), "auto")).isEqualTo(
                new None("No llama.cpp can be used: llama-lib can't be used: it is too old"));
        assertThat(select(new NativeWish.Installed(Variant.CUDA), "auto")).isEqualTo(
                new None(
                        "The llama.cpp for cuda is not installed: ./ringrank natives install cuda"));
    }

    @Test
    void takes_the_processor_of_a_gpu_package_that_the_operator_names() throws Exception {
        install(Variant.CUDA, own);

        assertThat(name(select(new NativeWish.Installed(Variant.CUDA), "auto")))
                .isEqualTo("linux-x64-cuda");
    }

    @Test
    void says_which_devices_there_are_in_place_of_the_wanted() throws Exception {
        install(Variant.CPU, own);

        assertThat(select(new NativeWish.Any(), "CUDA3")).isEqualTo(new None(
                "No llama.cpp can be used: linux-x64-cpu has no device CUDA3, only CPU;"
                        + " jllama has no device CUDA3, only CPU"));
    }

    @Test
    void passes_over_a_package_of_another_version() throws Exception {
        install(Variant.CPU, own);
        Files.writeString(own.resolve("linux-x64-cpu").resolve(NpmPackage.LOCK), "{}");

        assertThat(name(select(new NativeWish.Any(), "auto"))).isEqualTo("jllama");
    }
}
