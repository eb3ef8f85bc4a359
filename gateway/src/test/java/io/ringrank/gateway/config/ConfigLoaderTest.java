// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

    private static final Map<String, String> HOME = Map.of("HOME", "/home/someone");

    @TempDir
    Path folder;

    @Test
    void pins_every_default() {
        assertThat(load(null, HOME, Map.of())).isEqualTo(new RingrankConfig(
                new RingrankConfig.Server("127.0.0.1", 8080, -1, "127.0.0.1", "localhost", 720, 0,
                        16_777_216, 536_870_912, 1_000,
                        30_000, 300_000,
                        30_000, Optional.empty(), Optional.empty(), false, "none", "none"),
                Path.of("/home/someone/.local/share/ringrank"),
                new RingrankConfig.Engine(0, 0, 0, 256, false, NativesChoice.AUTO,
                        Optional.empty(), "auto"),
                new RingrankConfig.Scheduler(1_024, 65_536, 268_435_456),
                new RingrankConfig.Cache(67_108_864, 0),
                new RingrankConfig.Hub("https://huggingface.co", Secret.NONE,
                        "https://modelscope.cn", Secret.NONE,
                        Path.of("/home/someone/.cache/huggingface/hub"), "none", "none", "none",
                        "none", 60),
                new RingrankConfig.Log(false, true, 0), new RingrankConfig.Traces("none", 1),
                List.of(new DeploymentSpec("builtin", "builtin"))));
    }

    /** Every key gets a value that is not its default, in each of the three places. */
    private static final Map<String, String> OTHER_VALUES = Map.ofEntries(
            Map.entry("server.host", "0.0.0.0"),
            Map.entry("server.port", "9000"),
            Map.entry("server.admin-port", "9001"),
            Map.entry("server.admin-host", "10.0.0.1"),
            Map.entry("server.admin-names", "rank.example"),
            Map.entry("server.session-minutes", "60"),
            Map.entry("server.event-loops", "3"),
            Map.entry("server.max-body-bytes", "2048"),
            Map.entry("server.max-bodies-bytes", "8192"),
            Map.entry("server.max-documents", "7"),
            Map.entry("server.default-timeout-ms", "11"),
            Map.entry("server.max-timeout-ms", "12"),
            Map.entry("server.drain-timeout-ms", "13"),
            Map.entry("server.tls-certificate", "/etc/ringrank/cert.pem"),
            Map.entry("server.tls-key", "/etc/ringrank/key.pem"),
            Map.entry("server.clear-text-http2", "true"),
            Map.entry("server.cors-origins", "https://shop.example"),
            Map.entry("server.trusted-proxies", "10.0.0.0/8"),
            Map.entry("data-dir", "/srv/ringrank"),
            Map.entry("engine.lanes", "5"),
            Map.entry("engine.tokens-per-batch", "256"),
            Map.entry("engine.tokens-per-pair", "128"),
            Map.entry("engine.heap-mib", "64"),
            Map.entry("engine.natives", "vulkan"),
            Map.entry("engine.llama-lib", "/opt/llama"),
            Map.entry("engine.device", "CUDA1"),
            Map.entry("engine.allow-degraded", "true"),
            Map.entry("scheduler.ring-slots", "16"),
            Map.entry("scheduler.queued-pairs-max", "99"),
            Map.entry("scheduler.queued-bytes-max", "4096"),
            Map.entry("cache.max-bytes", "0"),
            Map.entry("cache.ttl-seconds", "60"),
            Map.entry("hub.endpoint", "https://mirror.example/hf"),
            Map.entry("hub.token", "hf_secret"),
            Map.entry("hub.modelscope-endpoint", "https://ms.example"),
            Map.entry("hub.modelscope-token", "ms_secret"),
            Map.entry("hub.cache-dir", "/srv/models"),
            Map.entry("hub.proxy", "http://proxy.example:3128"),
            Map.entry("hub.no-proxy", ".example"),
            Map.entry("hub.allowed-hosts", "cdn.example:8443"),
            Map.entry("hub.model-dirs", "/srv/a"),
            Map.entry("hub.timeout-seconds", "5"),
            Map.entry("log.json", "true"),
            Map.entry("log.requests", "false"),
            Map.entry("log.slow-request-ms", "500"),
            Map.entry("traces.otlp-endpoint", "http://collector:4318/v1/traces"),
            Map.entry("traces.percent", "7"),
            Map.entry("deployments", "a=/models/a.gguf,b=builtin"));

    private static final RingrankConfig OTHER = new RingrankConfig(
            new RingrankConfig.Server("0.0.0.0", 9_000, 9_001, "10.0.0.1", "rank.example", 60, 3,
                    2_048, 8_192, 7, 11, 12, 13, Optional.of(Path.of("/etc/ringrank/cert.pem")),
                    Optional.of(Path.of("/etc/ringrank/key.pem")), true, "https://shop.example",
                    "10.0.0.0/8"),
            Path.of("/srv/ringrank"),
            new RingrankConfig.Engine(5, 256, 128, 64, true, NativesChoice.VULKAN,
                    Optional.of(Path.of("/opt/llama")), "CUDA1"),
            new RingrankConfig.Scheduler(16, 99, 4_096),
            new RingrankConfig.Cache(0, 60),
            new RingrankConfig.Hub("https://mirror.example/hf", new Secret("hf_secret"),
                    "https://ms.example", new Secret("ms_secret"), Path.of("/srv/models"),
                    "http://proxy.example:3128", ".example", "cdn.example:8443", "/srv/a", 5),
            new RingrankConfig.Log(true, false, 500),
            new RingrankConfig.Traces("http://collector:4318/v1/traces", 7),
            List.of(new DeploymentSpec("a", "/models/a.gguf"), new DeploymentSpec("b", "builtin")));

    @Test
    void every_key_but_a_secret_can_be_set_by_flag() {
        Map<String, String> flags = new HashMap<>(OTHER_VALUES);
        Map<String, String> environment = new HashMap<>(HOME);
        // A command line is no secret.
        environment.put("RINGRANK_HUB_TOKEN", flags.remove("hub.token"));
        environment.put("RINGRANK_HUB_MODELSCOPE_TOKEN", flags.remove("hub.modelscope-token"));

        assertThat(load(null, environment, flags)).isEqualTo(OTHER);
    }

    @Test
    void every_key_can_be_set_by_environment() {
        Map<String, String> environment = new HashMap<>(HOME);
        OTHER_VALUES.forEach((path, value) -> environment
                .put("RINGRANK_" + path.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT),
                        value));

        ConfigLoader.Loaded loaded = new ConfigLoader(environment).load(null, Map.of());

        assertThat(loaded.config()).isEqualTo(OTHER);
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void every_key_can_be_set_by_file() throws IOException {
        StringBuilder yaml = new StringBuilder();
        OTHER_VALUES.forEach((path, value) -> {
            if (path.startsWith("deployments")) {
                yaml.append("deployments: [a=/models/a.gguf, b=builtin]\n");
            } else if (!path.contains(".")) {
                yaml.append(path).append(": ").append(value).append('\n');
            }
        });
        for (String section : List.of("server", "engine", "scheduler", "cache", "hub", "log",
                "traces")) {
            yaml.append(section).append(":\n");
            OTHER_VALUES.forEach((path, value) -> {
                if (path.startsWith(section + ".")) {
                    yaml.append("  ")
                            .append(path.substring(section.length() + 1))
                            .append(": ")
                            .append(value)
                            .append('\n');
                }
            });
        }

        assertThat(load(file(yaml.toString()), HOME, Map.of())).isEqualTo(OTHER);
    }

    @Test
    void names_that_other_programs_know_are_read_and_tokens_are_not_shown() {
        Map<String, String> environment = new HashMap<>(HOME);
        environment.putAll(Map.of("HF_TOKEN", "hf_secret", "HF_ENDPOINT", "https://mirror.example",
                "HF_HOME", "/srv/hf", "https_proxy", "http://proxy.example:3128", "no_proxy",
                "a.example", "NO_PROXY", "b.example"));

        RingrankConfig.Hub hub = load(null, environment, Map.of()).hub();

        assertThat(hub.token().value()).isEqualTo("hf_secret");
        assertThat(hub.toString()).doesNotContain("hf_secret").contains("token=***");
        assertThat(hub.endpoint()).isEqualTo("https://mirror.example");
        assertThat(hub.cacheDir()).isEqualTo(Path.of("/srv/hf/hub"));
        assertThat(hub.proxy()).isEqualTo("http://proxy.example:3128");
        assertThat(hub.noProxy()).isEqualTo("b.example");
    }

    @Test
    void a_flag_wins_over_the_environment_and_that_over_the_file() throws IOException {
        Path file = file("server: {port: 1, max-documents: 1, max-body-bytes: 2001}");
        Map<String, String> environment =
                Map.of("RINGRANK_SERVER_PORT", "2", "RINGRANK_SERVER_MAX_DOCUMENTS", "2");

        RingrankConfig.Server server =
                load(file, environment, Map.of("server.port", "3")).server();

        assertThat(server.port()).isEqualTo(3);
        assertThat(server.maxDocuments()).isEqualTo(2);
        assertThat(server.maxBodyBytes()).isEqualTo(2_001);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "server: {prot: 1} | unknown key server.prot",
        "sever: {port: 1} | unknown key sever",
        "server: 5 | server must hold keys and their values",
        "server: {port: null} | server.port must have one value",
        "server: {port: } | server.port: must be a whole number from 0 to 65535, not \"\"",
        "server: {port: [1, 2]} | server.port must have one value",
        "server: {port: 70000} | server.port: must be a whole number from 0 to 65535, not \"70000\"",
        "server: {port: 1.5} | server.port: must be a whole number from 0 to 65535, not \"1.5\"",
        "server: {port: eight} | server.port: must be a whole number from 0 to 65535, not \"eight\"",
        "cache: {max-bytes: 99999999999999999999} | cache.max-bytes: must be a whole number from 0 to 1099511627776, not \"99999999999999999999\"",
        "server: {host: ''} | server.host: must not be empty",
        "deployments: [minilm] | deployments: must be builtin or NAME=MODEL, not \"minilm\"",
        "deployments: ['=x'] | deployments: must be builtin or NAME=MODEL, not \"=x\"",
        "port: 1 | unknown key port",
        "- 1 | the file must hold keys and their values"})
    void names_what_is_wrong_in_the_file(String yaml, String problem) throws IOException {
        Path file = file(yaml);

        assertThatExceptionOfType(BadSettingException.class)
                .isThrownBy(() -> load(file, HOME, Map.of()))
                .withMessage(file + ": " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server: {port: 1", "server:\n  port: 1\n  port: 2", "\t",
        "a: &a [*a]"})
    void says_in_one_line_where_the_file_is_no_yaml(String yaml) throws IOException {
        Path file = file(yaml);

        assertThatExceptionOfType(BadSettingException.class)
                .isThrownBy(() -> load(file, HOME, Map.of()))
                .withMessageStartingWith(file + ": ")
                .extracting(Throwable::getMessage)
                .asString()
                .hasLineCount(1);
    }

    @Test
    void an_empty_file_gives_the_defaults() throws IOException {
        assertThat(load(file("# nothing\n"), HOME, Map.of())).isEqualTo(load(null, HOME, Map.of()));
    }

    @Test
    void names_a_file_that_is_not_there() {
        Path file = folder.resolve("absent.yaml");

        assertThatExceptionOfType(BadSettingException.class)
                .isThrownBy(() -> load(file, HOME, Map.of()))
                .withMessage(file + ": there is no such file");
    }

    @Test
    void names_the_variable_or_the_flag_that_holds_a_bad_value() {
        assertThatExceptionOfType(BadSettingException.class)
                .isThrownBy(() -> load(null, Map.of("RINGRANK_ENGINE_LANES", "-1"), Map.of()))
                .withMessage(
                        "RINGRANK_ENGINE_LANES: must be a whole number from 0 to 256, not \"-1\"");
        assertThatExceptionOfType(BadSettingException.class)
                .isThrownBy(() -> load(null, HOME, Map.of("server.port", "x")))
                .withMessage("--port: must be a whole number from 0 to 65535, not \"x\"");
        assertThatExceptionOfType(BadSettingException.class)
                .isThrownBy(() -> load(null, Map.of("RINGRANK_NATIVES", "rocm"), Map.of()))
                .withMessage("RINGRANK_NATIVES: must be auto, jllama, cpu, cuda, vulkan,"
                        + " not \"rocm\"");
        assertThatExceptionOfType(BadSettingException.class)
                .isThrownBy(() -> load(null, HOME, Map.of("engine.tokens-per-batch", "63")))
                .withMessage("engine.tokens-per-batch must be 0 or at least 64, not 63");
        assertThatExceptionOfType(BadSettingException.class)
                .isThrownBy(() -> load(null, HOME, Map.of("engine.allow-degraded", "yes")))
                .withMessage(
                        "--engine-allow-degraded: must be true or false, not \"yes\"");
    }

    @ParameterizedTest
    @CsvSource({
        "scheduler.ring-slots, 1000, scheduler.ring-slots must be a power of two",
        "server.max-documents, 70000, server.max-documents (70000) must not be larger than "
                + "scheduler.queued-pairs-max (65536)",
        "scheduler.queued-bytes-max, 1048576, server.max-body-bytes (16777216) must not be larger "
                + "than scheduler.queued-bytes-max (1048576)",
        "server.default-timeout-ms, 300001, server.default-timeout-ms (300001) must not be larger "
                + "than server.max-timeout-ms (300000)"})
    void checks_bounds_between_settings(String key, String value, String problem) {
        assertThatExceptionOfType(BadSettingException.class)
                .isThrownBy(() -> load(null, HOME, Map.of(key, value)))
                .withMessageStartingWith(problem);
    }

    @Test
    void refuses_two_deployments_of_one_name() {
        assertThatExceptionOfType(BadSettingException.class)
                .isThrownBy(() -> load(null, HOME, Map.of("deployments", "builtin,builtin")))
                .withMessage("deployments: the name \"builtin\" stands there twice");
    }

    @Test
    void warns_of_an_unknown_environment_name_but_not_of_those_for_clients() {
        ConfigLoader loader = new ConfigLoader(Map.of("HOME", "/", "RINGRANK_PROT", "1",
                "RINGRANK_SERVER", "http://x", "RINGRANK_API_KEY", "k", "OTHER", "1"));

        assertThat(loader.load(null, Map.of()).warnings()).containsExactly(
                "the environment variable RINGRANK_PROT is no setting, and is ignored");
    }

    @Test
    void knows_the_short_names_of_the_library() {
        RingrankConfig.Engine engine = load(null, Map.of("HOME", "/home/someone",
                "RINGRANK_NATIVES", "jllama", "RINGRANK_LLAMA_LIB", "~/llama"), Map.of()).engine();

        assertThat(engine.natives()).isEqualTo(NativesChoice.JLLAMA);
        assertThat(engine.llamaLib()).contains(Path.of("/home/someone/llama"));
    }

    @Test
    void an_empty_environment_variable_counts_as_not_set() {
        assertThat(
                load(null, Map.of("HOME", "/home/someone", "RINGRANK_SERVER_PORT", ""), Map.of()))
                .isEqualTo(load(null, HOME, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "${XDG_DATA_HOME:-~/.local/share}/ringrank, /xdg/ringrank",
        "${NOT_SET:-~/x}, /home/someone/x",
        "${EMPTY:-/y}, /y",
        "${NOT_SET}/z, /z",
        "~/a/../b, /home/someone/b",
        "/a/~/b, /a/~/b"})
    void fills_in_variables_and_the_home_folder_in_paths(String text, String path) {
        Map<String, String> environment =
                Map.of("HOME", "/home/someone", "XDG_DATA_HOME", "/xdg", "EMPTY", "");

        assertThat(load(null, environment, Map.of("data-dir", text)).dataDir())
                .isEqualTo(Path.of(path));
    }

    @Test
    void derives_threads_from_cores_unless_told() {
        RingrankConfig automatic = load(null, HOME, Map.of());
        RingrankConfig told =
                load(null, HOME, Map.of("server.event-loops", "2"));

        assertThat(automatic.server().eventLoops(2)).isEqualTo(1);
        assertThat(automatic.server().eventLoops(16)).isEqualTo(4);
        assertThat(told.server().eventLoops(16)).isEqualTo(2);
    }

    private static RingrankConfig load(@Nullable Path file, Map<String, String> environment,
            Map<String, String> flags) {
        return new ConfigLoader(environment).load(file, flags).config();
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("ringrank.yaml"), yaml);
    }
}
