// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.config.RingrankConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which server a command asks, and with which key: a mixin for commands that are clients. Its
 * methods may be called once picocli has read the command line. One thread.
 */
public final class ServerFlags {

    private static final char DELETE = 0x7f;

    private final CliContext context;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--server", paramLabel = "URL",
            description = "Server to ask, for example http://127.0.0.1:8080.")
    private @Nullable String server;

    @Option(names = "--api-key-file", paramLabel = "FILE",
            description = "File with the API key, for a command line is no secret;"
                    + " else RINGRANK_API_KEY, else the data directory's.")
    private @Nullable Path apiKeyFile;

    @Option(names = "--data", paramLabel = "DIR",
            description = "Folder of keys, models and error files.")
    private @Nullable String data;

    @Mixin
    private final ConfigFlags flags = new ConfigFlags();

    /** Loaded when it is first asked for, since that may print warnings. */
    private @Nullable RingrankConfig config;

    public ServerFlags(CliContext context) {
        this.context = context;
        this.command = CommandSpec.create();
    }

    /** The server of {@code --server} or {@code RINGRANK_SERVER}, else where this machine's listens. */
    public URI address() {
        URI named = named();
        if (named != null) {
            return named;
        }
        RingrankConfig.Server settings = config().server();
        return usualAddress(settings, settings.host(), settings.port());
    }

    /** The same for the admin API, which may have a port of its own. */
    URI adminAddress() {
        URI named = named();
        if (named != null) {
            return named;
        }
        RingrankConfig.Server settings = config().server();
        if (settings.adminPort() == RingrankConfig.Server.SAME_PORT) {
            return address();
        }
        return usualAddress(settings, settings.adminHost(), settings.adminPort());
    }

    /**
     * What to send to that server as the API key; empty if there is none. The key of this machine's
     * data directory is for this machine's server only.
     *
     * @throws CommandFailedException if the key is there but can't be read
     */
    public String apiKey() throws CommandFailedException {
        String given = apiKeyFile == null
                ? variable("RINGRANK_API_KEY")
                : ApiKeys.in(apiKeyFile);
        URI named = named();
        String key = given.isEmpty() && (named == null || isThisMachine(named))
                ? ApiKeys.initial(config().dataDir())
                : given;
        if (!key.chars().allMatch(c -> c > ' ' && c < DELETE)) {
            throw new CommandFailedException(
                    "the API key must be one word of letters, digits and signs");
        }
        return key;
    }

    /** For all requests of a command; trusts the certificate of this machine's server as well. */
    HttpClient.Builder http() throws CommandFailedException {
        HttpClient.Builder http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        Optional<Path> certificate = config().server().tlsCertificate();
        return certificate.isPresent()
                ? http.sslContext(ServerTrust.with(certificate.get()))
                : http;
    }

    /** The server that the user named, or null. */
    @Nullable
    URI named() {
        String text = server == null ? variable("RINGRANK_SERVER") : server;
        return text.isEmpty() ? null : uri(text);
    }

    /** The settings of this machine's server. */
    RingrankConfig config() {
        if (config == null) {
            config = flags.load(context, data == null ? Map.of() : Map.of("data-dir", data));
        }
        return config;
    }

    private static URI usualAddress(RingrankConfig.Server settings, String listens, int port) {
        String scheme = settings.tlsCertificate().isPresent() ? "https" : "http";
        String host = List.of("0.0.0.0", "::").contains(listens) ? "127.0.0.1" : listens;
        return URI.create(
                scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    private static boolean isThisMachine(URI address) {
        return address.getHost().matches("localhost|127(\\.[0-9]+){3}|\\[::1]");
    }

    private URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Falls through to the same answer.
        }
        throw new ParameterException(command.commandLine(),
                "the server's address must look like http://127.0.0.1:8080, not \"" + text + "\"");
    }

    private String variable(String name) {
        return context.environment().getOrDefault(name, "");
    }
}
