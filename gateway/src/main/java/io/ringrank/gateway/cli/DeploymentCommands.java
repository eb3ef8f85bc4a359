// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.app.ServerStartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that change what a server serves. */
final class DeploymentCommands {

    private static final String PATH = "/api/v1/deployments";
    private static final int LINE_CHARS_MAX = 1_000;

    private DeploymentCommands() {}

    static void addTo(CommandLine commands, CliContext context) {
        commands.addSubcommand(new Deploy(context))
                .addSubcommand(new Stop(context))
                .addSubcommand(new Start(context))
                .addSubcommand(new Scale(context))
                .addSubcommand(new Undeploy(context))
                .addSubcommand(new Logs(context));
    }

    @Command(name = "deploy", description = {"Serve a model from now on, also after a restart.",
        "What to serve: ./ringrank models search finds it.",
        "Until it serves, /readyz of the server is 503; /healthz stays 200."}, sortOptions = false)
    static final class Deploy implements Callable<Integer> {

        private static final long ASK_AGAIN_MILLIS = 500;

        private final CliContext context;
        private final CountDownLatch never = new CountDownLatch(1);

        @Parameters(paramLabel = "SOURCE",
                description = "builtin, hf:ORG/NAME, ORG/NAME, ms:ORG/NAME or a file of the server.")
        private String source = "";

        @Option(names = "--name", paramLabel = "NAME",
                description = "What requests call it; else it is made from the source.")
        private @Nullable String name;

        @Option(names = "--file", paramLabel = "FILE",
                description = "A file of the repository, or a quantisation like Q8_0; else the best"
                        + " that fits.")
        private @Nullable String file;

        @Option(names = "--idle-unload", paramLabel = "SECONDS",
                description = "Without a request, after which its engines end until the next one.")
        private @Nullable Integer idleUnload;

        @Option(names = "--score-mode", paramLabel = "MODE",
                description = "raw, sigmoid or minmax, where neither request nor key says.")
        private @Nullable String scoreMode;

        @Option(names = "--replicas", paramLabel = "N",
                description = "Engine processes at least; while one restarts, the others serve.")
        private @Nullable Integer replicas;

        @Option(names = "--device", paramLabel = "DEVICE",
                description = "auto, cpu or the name of a GPU; else as in the settings.")
        private @Nullable String device;

        @Option(names = "--alias", paramLabel = "NAME", split = ",",
                description = "Another name for it, taken from whatever deployment has it.")
        private List<String> aliases = List.of();

        @Option(names = "--replace",
                description = "Change the deployment of that name, which serves until the new one"
                        + " can.")
        private boolean replace;

        @Option(names = "--wait", description = "Wait until it runs, or can't.")
        private boolean wait;

        @Option(names = "--json", description = "Print the server's JSON answer on one line.")
        private boolean json;

        @Mixin
        private final ServerFlags server;

        Deploy(CliContext context) {
            this.context = context;
            this.server = new ServerFlags(context);
        }

        @Override
        public Integer call()
                throws ServerStartException, CommandFailedException, InterruptedException {
            String called = name == null ? nameOf(source) : name;
            String path = PATH + '/' + PathText.of(called);
            return new Administration(context, server).run(admin -> {
                JsonNode view = replace
                        ? admin.send("PATCH", path, body())
                        : admin.send("POST", PATH, body().put("name", called));
                String said = "";
                while (wait && !isSettled(view)) {
                    said = say(view, said);
                    if (never.await(ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                        throw new IllegalStateException("never is never");
                    }
                    view = admin.get(path);
                }
                String choice = view.path("details").path("model").path("choice").asText();
                boolean failed = view.path("change_failed").asBoolean();
                if (!choice.isEmpty() && !failed) {
                    context.progress().say(TerminalText.shown(choice, LINE_CHARS_MAX));
                }
                show(context, json, view);
                if (wait && (failed || !view.path("state").asText().equals("running"))) {
                    throw new CommandFailedException(
                            view.path("name").asText() + " can't run; ./ringrank logs "
                                    + view.path("name").asText()
                                    + " shows what its engines wrote, if any was started");
                }
            });
        }

        private ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode()
                    .put("source", ModelsCommand.source(source))
                    .put("file", file);
            if (replicas != null) {
                body.put("replicas", replicas);
            }
            ObjectNode options = JsonNodeFactory.instance.objectNode();
            if (device != null) {
                options.put("device", device);
            }
            if (idleUnload != null) {
                options.put("idle_unload_seconds", idleUnload);
            }
            if (scoreMode != null) {
                options.put("score_mode", scoreMode);
            }
            if (!options.isEmpty()) {
                body.set("options", options);
            }
            if (!aliases.isEmpty()) {
                aliases.forEach(body.putArray("aliases")::add);
            }
            return body;
        }

        private String say(JsonNode view, String said) {
            String line = line(view);
            if (!line.equals(said)) {
                context.progress().say(line);
            }
            return line;
        }

        private static boolean isSettled(JsonNode view) {
            return switch (view.path("state").asText()) {
                case "running" -> !view.path("replacing").asBoolean();
                case "error", "stopped", "idle" -> true;
                // No server has it.
                case "pending" -> true;
                default -> false;
            };
        }

        /** A repository's name without what all of them end with, or a file's. */
        static String nameOf(String source) {
            String repository = source.replaceFirst("^(hf|ms):", "").replaceFirst(":.*$", "");
            Path last = Path.of(repository).getFileName();
            String text = last == null ? repository : last.toString().toLowerCase(Locale.ROOT);
            return text.replaceFirst("[-.]gguf$", "");
        }
    }

    /** One deployment is named, and something done with it. */
    abstract static class OfOne implements Callable<Integer> {

        final CliContext context;

        @Parameters(index = "0", paramLabel = "NAME", description = "Of the deployment.")
        private String name = "";

        @Mixin
        private final ServerFlags server;

        OfOne(CliContext context) {
            this.context = context;
            this.server = new ServerFlags(context);
        }

        /** @param path of the deployment in the admin API */
        abstract void act(AdminClient admin, String path)
                throws CommandFailedException, InterruptedException;

        @Override
        public Integer call()
                throws ServerStartException, CommandFailedException, InterruptedException {
            return new Administration(context, server)
                    .run(admin -> act(admin, PATH + '/' + PathText.of(name)));
        }
    }

    /** It is asked to change its state, and shown as it is then. */
    abstract static class ChangeOfState extends OfOne {

        private final String change;

        @Option(names = "--json", description = "Print the server's JSON answer on one line.")
        private boolean json;

        /** @param change as the path of the admin API ends */
        ChangeOfState(CliContext context, String change) {
            super(context);
            this.change = change;
        }

        @Override
        void act(AdminClient admin, String path)
                throws CommandFailedException, InterruptedException {
            show(context, json,
                    admin.send("POST", path + change, JsonNodeFactory.instance.objectNode()));
        }
    }

    @Command(name = "stop",
            description = "Stop a deployment; it stays stopped until it is started.",
            sortOptions = false)
    static final class Stop extends ChangeOfState {

        Stop(CliContext context) {
            super(context, "/stop");
        }
    }

    @Command(name = "start", description = "Start a deployment that is stopped or has failed.",
            sortOptions = false)
    static final class Start extends ChangeOfState {

        Start(CliContext context) {
            super(context, "/start");
        }
    }

    @Command(name = "scale",
            description = "Give a deployment another number of engine processes, while it serves.",
            sortOptions = false)
    static final class Scale extends OfOne {

        @Parameters(index = "1", paramLabel = "REPLICAS",
                description = "Engine processes at least, among which its lanes are divided.")
        private int replicas;

        @Option(names = "--json", description = "Print the server's JSON answer on one line.")
        private boolean json;

        Scale(CliContext context) {
            super(context);
        }

        @Override
        void act(AdminClient admin, String path)
                throws CommandFailedException, InterruptedException {
            show(context, json, admin.send("PATCH", path,
                    JsonNodeFactory.instance.objectNode().put("replicas", replicas)));
        }
    }

    @Command(name = "undeploy", description = "Stop a deployment and forget it; its file stays.",
            sortOptions = false)
    static final class Undeploy extends OfOne {

        Undeploy(CliContext context) {
            super(context);
        }

        @Override
        void act(AdminClient admin, String path)
                throws CommandFailedException, InterruptedException {
            admin.delete(path);
        }
    }

    @Command(name = "logs", description = "Show what the engines of a deployment wrote last.",
            sortOptions = false)
    static final class Logs extends OfOne {

        @Option(names = {"-f", "--follow"}, description = "Go on until it is interrupted.")
        private boolean follow;

        Logs(CliContext context) {
            super(context);
        }

        @Override
        void act(AdminClient admin, String path)
                throws CommandFailedException, InterruptedException {
            if (follow) {
                admin.follow(path + "/logs?follow=true", event -> show(event.path("line")));
                return;
            }
            JsonNode lines = admin.get(path + "/logs").path("lines");
            lines.forEach(this::show);
            if (lines.isEmpty()) {
                context.progress().say("no engine has written anything: " + line(admin.get(path)));
            }
        }

        private void show(JsonNode line) {
            context.out().println(TerminalText.shown(line.asText(), LINE_CHARS_MAX));
            context.out().flush();
        }
    }

    private static void show(CliContext context, boolean json, JsonNode view) {
        context.out().println(json ? view.toString() : line(view));
    }

    private static String line(JsonNode view) {
        String message = view.path("state_message").asText();
        return TerminalText.shown(view.path("name").asText() + ' ' + view.path("state").asText()
                + (message.isEmpty() ? "" : ": " + message), LINE_CHARS_MAX);
    }
}
