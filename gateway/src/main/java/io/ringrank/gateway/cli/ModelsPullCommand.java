// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ringrank.gateway.app.ServerStartException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Downloads a model. */
@Command(name = "pull", description = {
    "Download a model, and print where it lies. A download that was broken off is gone on with.",
    "Without FILE, what suits the server's machine best is taken."}, sortOptions = false)
final class ModelsPullCommand implements Callable<Integer> {

    private static final long LOOK_MILLIS = 300;
    private static final int TEXT_CHARS_MAX = 500;

    private final CliContext context;
    private final CountDownLatch never = new CountDownLatch(1);

    @Parameters(paramLabel = "SOURCE",
            description = "hf:ORG/NAME[:FILE], ORG/NAME[:FILE] or ms:ORG/NAME[:FILE]; FILE may be a"
                    + " quantisation like Q8_0.")
    private String source = "";

    @Option(names = "--json", description = "Print the server's JSON answer on one line.")
    private boolean json;

    @Mixin
    private final ServerFlags server;

    ModelsPullCommand(CliContext context) {
        this.context = context;
        this.server = new ServerFlags(context);
    }

    @Override
    public Integer call()
            throws ServerStartException, CommandFailedException, InterruptedException {
        return new Administration(context, server).run(this::pull);
    }

    private void pull(AdminClient admin) throws CommandFailedException, InterruptedException {
        JsonNode begun = admin.send("POST", ModelsCommand.PATH,
                JsonNodeFactory.instance.objectNode()
                        .put("source", ModelsCommand.source(source)));
        context.progress()
                .say(shown(begun.path("source")) + ": " + shown(begun.path("reason")));
        ProgressBar bar =
                new ProgressBar(shown(begun.path("file")), context.err(), context.terminal());
        try {
            JsonNode model = watch(admin, begun, bar);
            context.out().println(json ? model : model.path("path").asText());
        } finally {
            bar.end();
        }
    }

    private JsonNode watch(AdminClient admin, JsonNode begun, ProgressBar bar)
            throws CommandFailedException, InterruptedException {
        String path = ModelsCommand.PATH + '/' + PathText.of(begun.path("id").asText());
        JsonNode model = begun;
        while (true) {
            long bytes = model.path("downloaded_bytes").asLong();
            switch (model.path("state").asText()) {
                case "ready" -> {
                    bar.show(bytes, bytes, 0);
                    return model;
                }
                case "error" -> throw new CommandFailedException(shown(model.path("message")));
                case "waiting" -> bar.say(model.has("message")
                        ? shown(model.path("message"))
                        : "waits for other downloads");
                default -> bar.show(bytes, model.path("bytes").asLong(),
                        model.path("bytes_per_second").asLong());
            }
            if (never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return model;
            }
            model = admin.get(path);
        }
    }

    private static String shown(JsonNode text) {
        return TerminalText.shown(text.asText(), TEXT_CHARS_MAX);
    }
}
