// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.app.ServerStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds the commands for API keys. */
@Command(name = "keys", description = "Make, list and revoke API keys.",
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {

    private static final String PATH = "/api/v1/api-keys";
    private static final int NAME_CHARS_MAX = 40;

    private KeysCommand() {}

    static CommandLine create(CliContext context) {
        return new CommandLine(new KeysCommand())
                .addSubcommand(new Create(context))
                .addSubcommand(new ListKeys(context))
                .addSubcommand(new Revoke(context));
    }

    @Command(name = "create", description = {"Make an API key and print it.",
        "It is shown this once; the server keeps a hash of it only."}, sortOptions = false)
    static final class Create implements Callable<Integer> {

        private final CliContext context;

        @Option(names = "--name", required = true, paramLabel = "TEXT",
                description = "What to know it by.")
        private String name = "";

        @Option(names = "--scope", paramLabel = "SCOPE", split = ",",
                description = "inference (the default), management, or both with a comma.")
        private List<String> scopes = List.of();

        @Option(names = "--expires-in", paramLabel = "TIME", converter = Seconds.class,
                description = "How long it is valid, for example 90d, 12h or 30m; else for ever.")
        private @Nullable Long expiresIn;

        @Option(names = "--deployment", paramLabel = "NAME", split = ",",
                description = "What it may use; else everything.")
        private List<String> deployments = List.of();

        @Option(names = "--requests-per-minute", paramLabel = "N",
                description = "Requests it may send in a minute.")
        private @Nullable Integer requests;

        @Option(names = "--tokens-per-minute", paramLabel = "N",
                description = "Tokens it may use in a minute.")
        private @Nullable Integer tokens;

        @Option(names = "--concurrent-requests", paramLabel = "N",
                description = "Requests it may have at once.")
        private @Nullable Integer concurrent;

        @Option(names = "--documents-per-request", paramLabel = "N",
                description = "Documents of one request.")
        private @Nullable Integer documents;

        @Option(names = "--class", paramLabel = "CLASS",
                description = "interactive (the default), or batch, which goes last.")
        private @Nullable String requestClass;

        @Option(names = "--score-mode", paramLabel = "MODE",
                description = "raw, sigmoid or minmax for requests that don't say.")
        private @Nullable String scoreMode;

        @Option(names = "--json", description = "Print the server's JSON answer on one line.")
        private boolean json;

        @Mixin
        private final ServerFlags server;

        Create(CliContext context) {
            this.context = context;
            this.server = new ServerFlags(context);
        }

        @Override
        public Integer call()
                throws ServerStartException, CommandFailedException, InterruptedException {
            ObjectNode body = body();
            return new Administration(context, server).run(admin -> {
                JsonNode key = admin.send("POST", PATH, body);
                if (json) {
                    context.out().println(key);
                } else {
                    context.progress()
                            .say("the key " + key.path("id").asText()
                                    + " is shown this once; keep it where others don't look");
                    context.out().println(key.path("value").asText());
                }
            });
        }

        private ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
            if (!scopes.isEmpty()) {
                scopes.forEach(body.putArray("scopes")::add);
            }
            body.put("expires_in", expiresIn);
            if (!deployments.isEmpty()) {
                deployments.forEach(body.putArray("allowed_deployments")::add);
            }
            body.putObject("limits")
                    .put("requests_per_minute", requests)
                    .put("tokens_per_minute", tokens)
                    .put("concurrent_requests", concurrent)
                    .put("documents_per_request", documents)
                    .put("class", requestClass);
            body.put("score_mode", scoreMode);
            return body;
        }
    }

    @Command(name = "list", description = "List the API keys, without their secrets.",
            sortOptions = false)
    static final class ListKeys implements Callable<Integer> {

        private final CliContext context;

        @Option(names = "--json", description = "Print the server's JSON answer on one line.")
        private boolean json;

        @Mixin
        private final ServerFlags server;

        ListKeys(CliContext context) {
            this.context = context;
            this.server = new ServerFlags(context);
        }

        @Override
        public Integer call()
                throws ServerStartException, CommandFailedException, InterruptedException {
            return new Administration(context, server).run(admin -> {
                JsonNode answer = admin.get(PATH);
                if (json) {
                    context.out().println(answer);
                    return;
                }
                List<List<String>> rows = new ArrayList<>();
                rows.add(List.of("ID", "NAME", "SCOPES", "DEPLOYMENTS", "LIMITS",
                        "EXPIRES", "LAST USED"));
                for (JsonNode key : answer.path("api_keys")) {
                    rows.add(List.of(key.path("id").asText(),
                            TerminalText.shown(key.path("name").asText(), NAME_CHARS_MAX),
                            words(key.path("scopes")),
                            key.path("allowed_deployments").isNull()
                                    ? "all"
                                    : words(key.path("allowed_deployments")),
                            limits(key.path("limits")),
                            key.path("expired").asBoolean() ? "expired" : time(key, "expires_at"),
                            time(key, "last_used_at")));
                }
                TextTable.print(rows, context.out());
            });
        }

        private static String words(JsonNode list) {
            return list.valueStream().map(JsonNode::asText).collect(Collectors.joining(","));
        }

        /** Those that are set, as the options that set them. */
        private static String limits(JsonNode limits) {
            return limits.propertyStream()
                    .filter(limit -> !limit.getValue().isNull())
                    .map(limit -> limit.getKey().replace('_', '-') + '='
                            + limit.getValue().asText())
                    .collect(Collectors.joining(","));
        }

        private static String time(JsonNode key, String field) {
            return key.path(field).isTextual() ? key.path(field).asText() : "-";
        }
    }

    @Command(name = "revoke", description = "Revoke an API key, at once.", sortOptions = false)
    static final class Revoke implements Callable<Integer> {

        private final CliContext context;

        @Parameters(paramLabel = "ID",
                description = "Of the key: what stands between rr_ and the next _.")
        private String id = "";

        @Mixin
        private final ServerFlags server;

        Revoke(CliContext context) {
            this.context = context;
            this.server = new ServerFlags(context);
        }

        @Override
        public Integer call()
                throws ServerStartException, CommandFailedException, InterruptedException {
            return new Administration(context, server)
                    .run(admin -> admin.delete(PATH + '/' + PathText.of(id)));
        }
    }
}
