// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lets real SDKs from npm ask a real server. Without Node.js, or where npm can't fetch them, these tests
 * are reported as skipped. Their versions and checksums stand in the lock file, and no script of theirs
 * is run at the install.
 */
class SdkTest {

    private static final Path FOLDER = Path.of("target", "sdks");
    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", "check.mjs");
    private static final long INSTALL_SECONDS_MAX = 300;
    private static final long ASK_SECONDS_MAX = 60;

    private static TestServer server;

    /** What a command said. */
    private record Said(int status, String text) {}

    @BeforeAll
    static void install() throws Exception {
        server = new TestServer();
        Files.createDirectories(FOLDER);
        for (String file : FILES) {
            try (InputStream in = Objects
                    .requireNonNull(SdkTest.class.getResourceAsStream("/sdk/" + file))) {
                Files.copy(in, FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!isInstalled()) {
            Said said = run(INSTALL_SECONDS_MAX, "npm", "ci", "--ignore-scripts", "--no-audit",
                    "--no-fund", "--prefer-offline");
            assumeThat(said.status()).as("the SDKs could not be installed: " + said.text())
                    .isZero();
            Files.copy(FOLDER.resolve("package-lock.json"), FOLDER.resolve("installed"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        assumeThat(run(ASK_SECONDS_MAX, "node", "--version").status()).as("there is no Node.js")
                .isZero();
    }

    private static boolean isInstalled() throws IOException {
        Path installed = FOLDER.resolve("installed");
        return Files.exists(installed)
                && Files.mismatch(installed, FOLDER.resolve("package-lock.json")) < 0;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Said run(long secondsMax, String... command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("sdk", ".out");
        try {
            Process process = new ProcessBuilder(command).directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            boolean ended = process.waitFor(secondsMax, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return new Said(ended ? process.exitValue() : -1,
                    Files.readString(out, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Said(-1, String.valueOf(e.getMessage()));
        } finally {
            Files.deleteIfExists(out);
        }
    }

    @ParameterizedTest
    @CsvSource({"cohere-ai v1, 0.95257413", "cohere-ai v1 on the shared path, 3",
        "cohere-ai v2, 0.95257413", "voyageai, 0.95257413", "@langchain/cohere, 0.95257413",
        "@ai-sdk/cohere, 0.95257413", "together-ai, 3", "@mixedbread/sdk, 0.95257413"})
    void reads_the_best_two_documents_out_of_the_answer(String sdk, double best) throws Exception {
        Said said = run(ASK_SECONDS_MAX, "node", "check.mjs", sdk,
                "http://127.0.0.1:" + server.service.port(), server.inference.key().value());

        assertThat(said.status()).as(said.text()).isZero();
        List<String> lines = said.text().strip().lines().toList();
        JsonArray results = new JsonArray(lines.getLast());
        assertThat(results).hasSize(2);
        assertThat(results.getJsonArray(0).getInteger(0)).isEqualTo(2);
        assertThat(results.getJsonArray(0).getDouble(1)).isEqualTo(best);
        assertThat(results.getJsonArray(0).getString(2)).isEqualTo("ccc");
        assertThat(results.getJsonArray(1).getInteger(0)).isZero();
    }
}
