// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import io.ringrank.gateway.access.TrustedProxies;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every setting of a server. Bounds of one setting stand beside it; bounds that involve two
 * settings are checked here and nowhere else.
 *
 * <p>Immutable; any thread.
 */
// @formatter:off (one setting a paragraph)
public record RingrankConfig(
        Server server,
        @Setting(value = "${XDG_DATA_HOME:-~/.local/share}/ringrank", alias = "--data",
                about = "Folder of keys, models and error files; knows ~ and ${NAME:-text}.")
        Path dataDir,
        Engine engine,
        Scheduler scheduler,
        Cache cache,
        Hub hub,
        Log log,
        Traces traces,
        @Setting(value = "builtin",
                about = "What to serve: builtin, or NAME=SOURCE: a GGUF file, or hf:ORG/NAME[:FILE] of Hugging Face, or ms:... of ModelScope.")
        List<DeploymentSpec> deployments) {

    public RingrankConfig {
        deployments = List.copyOf(deployments);
        refuseIfLarger("server.max-documents", server.maxDocuments,
                "scheduler.queued-pairs-max", scheduler.queuedPairsMax);
        refuseIfLarger("server.max-body-bytes", server.maxBodyBytes,
                "scheduler.queued-bytes-max", scheduler.queuedBytesMax);
        refuseIfLarger("server.max-body-bytes", server.maxBodyBytes,
                "server.max-bodies-bytes", server.maxBodiesBytes);
        refuseIfLarger("server.default-timeout-ms", server.defaultTimeoutMs,
                "server.max-timeout-ms", server.maxTimeoutMs);
        Set<String> names = new HashSet<>();
        for (DeploymentSpec deployment : deployments) {
            if (!names.add(deployment.name())) {
                throw new BadSettingException(
                        "deployments: the name \"" + deployment.name() + "\" stands there twice");
            }
        }
    }

    /** The same settings for a server that only this machine can reach, by plain HTTP; port 0 takes a free one. */
    public RingrankConfig onLoopback(int port) {
        Server local = new Server("127.0.0.1", port, Server.SAME_PORT, "127.0.0.1",
                server.adminNames, server.sessionMinutes, server.eventLoops, server.maxBodyBytes,
                server.maxBodiesBytes, server.maxDocuments, server.defaultTimeoutMs,
                server.maxTimeoutMs, server.drainTimeoutMs, Optional.empty(), Optional.empty(),
                server.clearTextHttp2, server.corsOrigins, server.trustedProxies);
        return new RingrankConfig(local, dataDir, engine, scheduler, cache, hub, log, traces,
                deployments);
    }

    /** What the HTTP side accepts. */
    public record Server(
            @Setting(value = "127.0.0.1", alias = "--host",
                    about = "Address to listen on; 0.0.0.0 for every network of the machine.")
            String host,
            @Setting(value = "8080", min = 0, max = 65_535, alias = "--port",
                    about = "TCP port; 0 takes a free one.")
            int port,
            @Setting(value = "-1", min = -1, max = 65_535,
                    about = "TCP port of the web UI and the admin API, which server.port then lacks; 0 takes a free one, -1 server.port.")
            int adminPort,
            @Setting(value = "127.0.0.1",
                    about = "Address to listen on for server.admin-port.")
            String adminHost,
            @Setting(value = "localhost",
                    about = "Names by which the web UI and the admin API may be called, with commas between; * for any. Addresses always may.")
            String adminNames,
            @Setting(value = "720", min = 5, max = 43_200,
                    about = "Minutes until a user who is logged in must log in again.")
            int sessionMinutes,
            @Setting(value = "0", min = 0, max = 256,
                    about = "Threads that read and write HTTP; 0 takes one for every four cores.")
            int eventLoops,
            @Setting(value = "16777216", min = 1_024, max = 16_777_216,
                    about = "Largest request body in bytes; a larger one gets 413.")
            int maxBodyBytes,
            @Setting(value = "536870912", min = 1_024, max = 1_099_511_627_776L,
                    about = "Bytes of the bodies of all requests together; more get 429.")
            long maxBodiesBytes,
            @Setting(value = "1000", min = 1, max = 100_000,
                    about = "Most documents in one request; more get 400.")
            int maxDocuments,
            @Setting(value = "30000", min = 1, max = 3_600_000,
                    about = "Milliseconds a request may take if it doesn't say; then it gets 504.")
            int defaultTimeoutMs,
            @Setting(value = "300000", min = 1, max = 3_600_000,
                    about = "Most milliseconds a request may ask for; more is cut to this.")
            int maxTimeoutMs,
            @Setting(value = "30000", min = 0, max = 3_600_000,
                    about = "Milliseconds that admitted work has to finish after SIGTERM.")
            int drainTimeoutMs,
            @Setting(value = "none",
                    about = "PEM file of the certificate and its chain, for HTTPS in place of HTTP; with server.tls-key.")
            Optional<Path> tlsCertificate,
            @Setting(value = "none",
                    about = "PEM file of the certificate's private key (PKCS 8), readable by the server alone.")
            Optional<Path> tlsKey,
            @Setting(value = "false",
                    about = "Whether plain HTTP may go on as HTTP/2, as proxies like it; a client may then trickle its first request for long.")
            boolean clearTextHttp2,
            @Setting(value = "none",
                    about = "Origins of web pages that may ask for scores, as https://shop.example, with commas between; * for any.")
            String corsOrigins,
            @Setting(value = "none",
                    about = "Proxies, as 10.0.0.0/8 with commas between, whose X-Forwarded-For and -Proto say who logs in and whether by HTTPS.")
            String trustedProxies) {

        public Server {
            if (tlsCertificate.isPresent() != tlsKey.isPresent()) {
                throw new BadSettingException(
                        "server.tls-certificate and server.tls-key go together; set both or none");
            }
            for (String origin : origins(corsOrigins)) {
                if (!ORIGIN.matcher(origin).matches()) {
                    throw new BadSettingException("server.cors-origins: \"" + origin
                            + "\" is no origin like https://shop.example");
                }
            }
            try {
                proxies(trustedProxies);
            } catch (IllegalArgumentException e) {
                throw new BadSettingException("server.trusted-proxies: \"" + e.getMessage()
                        + "\" is neither an address nor a network like 10.0.0.0/8");
            }
        }

        private static final Pattern ORIGIN =
                Pattern.compile("\\*|https?://[^/\\s,@?#*]+", Pattern.CASE_INSENSITIVE);

        private static Set<String> origins(String text) {
            return text.equals(SettingKey.NONE)
                    ? Set.of()
                    : Arrays.stream(text.split(",", -1))
                            .map(String::strip)
                            .filter(origin -> !origin.isEmpty())
                            .collect(Collectors.toUnmodifiableSet());
        }

        /** Of {@link #corsOrigins}, each; may hold {@code *}. */
        public Set<String> corsOriginNames() {
            return origins(corsOrigins);
        }

        private static TrustedProxies proxies(String text) {
            return text.equals(SettingKey.NONE) ? TrustedProxies.NONE : TrustedProxies.of(text);
        }

        /** Of {@link #trustedProxies}. */
        public TrustedProxies proxies() {
            return proxies(trustedProxies);
        }

        /** Of {@link #adminPort}: the admin API has no port of its own. */
        public static final int SAME_PORT = -1;

        /** How many event loops to start on a machine with that many cores; at least one. */
        public int eventLoops(int cores) {
            return eventLoops > 0 ? eventLoops : Math.max(1, cores / 4);
        }
    }

    /** How each engine process runs its model. */
    public record Engine(
            @Setting(value = "0", min = 0, max = 256,
                    about = "Lanes of each deployment, each one thread; 0 divides the cores among all.")
            int lanes,
            @Setting(value = "0", min = 0, max = 32_768,
                    about = "Tokens in one native call, at least those of the longest pair; 0 takes 512, on a GPU 4096.")
            int tokensPerBatch,
            @Setting(value = "0", min = 0, max = 32_768,
                    about = "Tokens of the longest pair; 0 takes what the model knows and memory allows, to 8192.")
            int tokensPerPair,
            @Setting(value = "256", min = 32, max = 16_384,
                    about = "Java heap of an engine process in MiB; the model lies outside it.")
            int heapMib,
            @Setting(value = "false",
                    about = "Whether files may rank that lost something their scores need, with a warning.")
            boolean allowDegraded,
            @Setting(value = "auto", alias = "--natives", variable = "RINGRANK_NATIVES",
                    about = "Which llama.cpp computes: auto takes the best that ./ringrank natives list shows.")
            NativesChoice natives,
            @Setting(value = "none", alias = "--llama-lib", variable = "RINGRANK_LLAMA_LIB",
                    about = "Folder of another llama.cpp (libllama, libggml and libggml-base), in place of natives.")
            Optional<Path> llamaLib,
            @Setting(value = "auto", alias = "--device",
                    about = "What computes: auto (a GPU if there is one), cpu or a name of natives list.")
            String device) {

        /** llama.cpp takes no batch of less. */
        private static final int TOKENS_PER_BATCH_MIN = 64;

        public Engine {
            requireBatch("engine.tokens-per-batch", tokensPerBatch);
            requireBatch("engine.tokens-per-pair", tokensPerPair);
        }

        private static void requireBatch(String key, int tokens) {
            if (tokens > 0 && tokens < TOKENS_PER_BATCH_MIN) {
                throw new BadSettingException(key + " must be 0 or at least "
                        + TOKENS_PER_BATCH_MIN + ", not " + tokens);
            }
        }
    }

    /** How much work may wait. */
    public record Scheduler(
            @Setting(value = "1024", min = 2, max = 1_048_576,
                    about = "Requests on their way to the scheduler thread; a power of two.")
            int ringSlots,
            @Setting(value = "65536", min = 1, max = 16_777_216,
                    about = "Pairs that may wait or run; more get 429.")
            int queuedPairsMax,
            @Setting(value = "268435456", min = 1_024, max = 1_099_511_627_776L,
                    about = "Bytes of text that may wait or run; more get 429.")
            long queuedBytesMax) {

        public Scheduler {
            if (Integer.bitCount(ringSlots) != 1) {
                throw new BadSettingException(
                        "scheduler.ring-slots must be a power of two, not " + ringSlots);
            }
        }
    }

    /** What is remembered. */
    public record Cache(
            @Setting(value = "67108864", min = 0, max = 1_099_511_627_776L,
                    about = "Bytes of scores kept for each deployment; 0 keeps none.")
            long maxBytes,
            @Setting(value = "0", min = 0, max = 31_536_000,
                    about = "Seconds that a score is kept; 0 keeps it as long as there is room.")
            int ttlSeconds) {}

    /** What is written to standard error. */
    public record Log(
            @Setting(value = "false",
                    about = "Whether each line is a JSON object.")
            boolean json,
            @Setting(value = "true",
                    about = "Whether each request has a line.")
            boolean requests,
            @Setting(value = "0", min = 0, max = 3_600_000,
                    about = "Milliseconds from which on a request is logged as slow, with its stages; 0 logs none.")
            int slowRequestMs) {}

    /** What is told to OpenTelemetry. */
    public record Traces(
            @Setting(value = "none",
                    about = "Where spans of requests are sent by OTLP over HTTP, as http://localhost:4318/v1/traces.")
            String otlpEndpoint,
            @Setting(value = "1", min = 0, max = 100,
                    about = "Percent of the requests that are traced, of those whose client's traceparent doesn't say.")
            int percent) {

        public Traces {
            if (!otlpEndpoint.equals(SettingKey.NONE)) {
                requireAddress("traces.otlp-endpoint", otlpEndpoint,
                        "http://localhost:4318/v1/traces");
            }
        }

        /** Of {@link #otlpEndpoint}; empty if there is none. */
        public Optional<URI> endpoint() {
            return otlpEndpoint.equals(SettingKey.NONE)
                    ? Optional.empty()
                    : Optional.of(URI.create(otlpEndpoint));
        }
    }

    /** Where models come from. */
    public record Hub(
            @Setting(value = "https://huggingface.co", variable = "HF_ENDPOINT",
                    about = "Hugging Face, or a mirror of it.")
            String endpoint,
            @Setting(value = "none", variable = "HF_TOKEN",
                    about = "Token of Hugging Face for models that ask for one; better in the environment than in a file.")
            Secret token,
            @Setting(value = "https://modelscope.cn",
                    about = "ModelScope, or a mirror of it.")
            String modelscopeEndpoint,
            @Setting(value = "none", variable = "MODELSCOPE_API_TOKEN",
                    about = "Token of ModelScope.")
            Secret modelscopeToken,
            @Setting(value = "${HF_HOME:-~/.cache/huggingface}/hub", variable = "HF_HUB_CACHE",
                    about = "Folder of downloaded models, which other programs of Hugging Face share.")
            Path cacheDir,
            @Setting(value = "none", variable = {"https_proxy", "HTTPS_PROXY"},
                    about = "Proxy to hubs, as http://HOST:PORT.")
            String proxy,
            @Setting(value = "none", variable = {"no_proxy", "NO_PROXY"},
                    about = "Names, with commas between, that are reached without the proxy.")
            String noProxy,
            @Setting(value = "none",
                    about = "Further places, HOST or HOST:PORT with commas between, that hubs may send downloads to; they may be private.")
            String allowedHosts,
            @Setting(value = "none",
                    about = "Folders, with commas between, whose files the admin API may name; settings may name any.")
            String modelDirs,
            @Setting(value = "60", min = 1, max = 3_600,
                    about = "Seconds in which a hub must answer, and in which more of a file must come.")
            int timeoutSeconds) {

        public Hub {
            requireAddress("hub.endpoint", endpoint, "https://huggingface.co");
            requireAddress("hub.modelscope-endpoint", modelscopeEndpoint,
                    "https://modelscope.cn");
        }
    }

    private static void requireAddress(String key, String text, String example) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())
                    && uri.getQuery() == null && uri.getUserInfo() == null) {
                return;
            }
        } catch (URISyntaxException _) {
            // The same answer as for another address that can't be used.
        }
        throw new BadSettingException(
                key + " must look like " + example + ", not \"" + text + '"');
    }

    private static void refuseIfLarger(String key, long value, String boundKey, long bound) {
        if (value > bound) {
            throw new BadSettingException(key + " (" + value + ") must not be larger than "
                    + boundKey + " (" + bound + ")");
        }
    }
}
