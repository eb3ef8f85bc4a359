// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.backend.llamacpp.natives.NpmPackage;
import io.ringrank.backend.llamacpp.natives.NpmPackage.Variant;
import io.ringrank.gateway.app.NativeLibraries.TestReport;
import io.ringrank.gateway.status.NativeReport;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Whole servers that choose among real libraries. */
class LibraryChoiceTest {

    /** This checkout, whose build fetches a package where there is an npm. */
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final String QUESTION =
            """
            {"query": "What is a panda number %d?", "documents": ["it is a bear", "hi",
             "The giant panda is a bear species endemic to China."]}""";

    /** Q8_0 in two generations of llama.cpp: the table of ARCHITECTURE.md has up to 0.07. */
    private static final double BUILDS_APART_MAX = 0.05;

    @TempDir
    private Path dataDir;

    /** The package that the build fetched. */
    private static Path fetched() {
        return NpmPackage.ofThisSystem(Variant.CPU)
                .map(wanted -> wanted.libraries(HOME.resolve("backend-llamacpp/target/natives")))
                .filter(Files::isDirectory)
                .orElseThrow(() -> new TestAbortedException(
                        "llama.cpp 0.5.0 is not there: the build found no npm to fetch it"));
    }

    @Test
    void lanes_of_the_newer_library_share_one_engine_and_score_like_jllamas() throws Exception {
        Path libraries = fetched();
        try (WholeServer newer = new WholeServer(dataDir.resolve("newer"), 2,
                Map.of("engine.llama-lib", libraries.toString()))) {
            assertThat(newer.engines()).hasSize(1);
            assertThat(newer.get("/metrics").body())
                    .contains("ringrank_lanes{deployment=\"builtin\"} 2");
            List<CompletableFuture<HttpResponse<String>>> together = IntStream.range(0, 40)
                    .mapToObj(i -> newer.send(QUESTION.formatted(i)))
                    .toList();
            try (WholeServer older = new WholeServer(dataDir.resolve("older"), 2,
                    Map.of("engine.natives", "jllama"))) {
                assertThat(older.engines()).hasSize(2);
                for (int i = 0; i < together.size(); i++) {
                    JsonNode answer = WholeServer.answer(together.get(i).join());
                    WholeServer.assertSameScores(answer, older.rerank(QUESTION.formatted(i)),
                            BUILDS_APART_MAX);
                }
            }
        }
    }

    @Test
    void the_package_of_the_build_is_taken_before_jllama_and_both_score_rightly()
            throws Exception {
        fetched();
        NativeLibraries libraries = new LocalNativeLibraries(HOME);

        NativeLibraries.Listing listing = libraries.list(WholeServer.config(dataDir, Map.of()));
        List<TestReport> tests = libraries.test(WholeServer.config(dataDir, Map.of()));

        assertThat(listing.libraries()).extracting(NativeReport::chosen)
                .containsExactly(true, false);
        assertThat(listing.problem()).isEmpty();
        assertThat(tests).extracting(TestReport::name)
                .containsExactly(listing.libraries().getFirst().name(), "jllama");
        assertThat(tests).allMatch(TestReport::right);
    }

    @Test
    void a_package_that_is_broken_is_passed_over_with_one_warning() throws Exception {
        Path home = homeWithABrokenPackage();
        List<String> progress = new ArrayList<>();
        try (RunningServer server = new Assembly(home)
                .start(WholeServer.config(dataDir, Map.of("engine.lanes", "1")), progress::add)) {
            server.awaitReady();
        }
        assertThat(progress).filteredOn(line -> line.contains("can't be used"))
                .singleElement()
                .asString()
                .contains("-cpu can't be used", "libggml-base.so can't be opened");
        assertThat(progress).anyMatch(line -> line.contains("with llama.cpp b4916"));
    }

    private Path homeWithABrokenPackage() throws IOException {
        Path home = dataDir.resolveSibling(dataDir.getFileName() + "-home");
        Path source = fetched();
        NpmPackage wanted = NpmPackage.ofThisSystem(Variant.CPU).orElseThrow();
        Path libraries =
                Files.createDirectories(wanted.libraries(home.resolve("natives")));
        Path root = Path.of(wanted.name(), "package-lock.json");
        Files.copy(HOME.resolve("backend-llamacpp/target/natives").resolve(root),
                home.resolve("natives").resolve(root));
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.writeString(libraries.resolve(file.getFileName()), "broken");
            }
        }
        return home;
    }

    @Test
    void a_library_that_the_operator_names_must_work() {
        Path absent = dataDir.resolve("absent");
        assertThatThrownBy(() -> new Assembly().start(
                WholeServer.config(dataDir, Map.of("engine.llama-lib", absent.toString())),
                line -> {})).isInstanceOf(ServerStartException.class)
                .hasMessageContaining("llama-lib can't be used")
                .hasMessageContaining(absent.toString());
        assertThatThrownBy(() -> new Assembly()
                .start(WholeServer.config(dataDir, Map.of("engine.natives", "cuda")), line -> {}))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("./ringrank natives install cuda");
        assertThatThrownBy(() -> new Assembly()
                .start(WholeServer.config(dataDir, Map.of("engine.device", "CUDA5")), line -> {}))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("jllama has no device CUDA5, only CPU");
    }

    @Test
    void libraries_are_not_taken_from_a_folder_that_others_can_write_into() throws Exception {
        Path natives = Files.createDirectories(dataDir.resolve("natives"));
        Files.setPosixFilePermissions(natives,
                PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(
                () -> new Assembly().start(WholeServer.config(dataDir, Map.of()), line -> {}))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("others than its owner may write into the directory "
                        + natives.toRealPath());
    }
}
