// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.load.HttpLoad;
import io.ringrank.loadtest.load.OwnServer;
import io.ringrank.loadtest.load.Question;
import io.ringrank.loadtest.load.Round;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The server that a simulation loads: the one of system property {@code ringrank.server} with the key in
 * {@code RINGRANK_API_KEY}, else one of its own with the model of {@code ringrank.model}, or the built-in.
 */
final class SimulatedServer {

    private static final int WAITING = 4;
    private static final int WARM_UP_SECONDS = 3;
    private static final int MEASURED_SECONDS = 4;

    private final @Nullable OwnServer own;
    private final URI address;
    private final String apiKey;

    private SimulatedServer(@Nullable OwnServer own, URI address, String apiKey) {
        this.own = own;
        this.address = address;
        this.apiKey = apiKey;
    }

    static SimulatedServer start() {
        String named = System.getProperty("ringrank.server", "");
        if (!named.isEmpty()) {
            return new SimulatedServer(null, URI.create(named),
                    System.getenv().getOrDefault("RINGRANK_API_KEY", ""));
        }
        String home = System.getProperty("ringrank.home");
        CliContext context = new CliContext(System.getenv(),
                home == null ? null : Path.of(home), InputStream.nullInputStream(), System.out,
                System.err);
        String model = System.getProperty("ringrank.model", "");
        try {
            OwnServer own = model.isEmpty()
                    ? OwnServer.start(context)
                    : OwnServer.start(context, "--deployments", "simulated=" + model);
            return new SimulatedServer(own, own.address(), own.apiKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CommandFailedException e) {
            throw new IllegalStateException(e);
        }
    }

    URI address() {
        return address;
    }

    String apiKey() {
        return apiKey;
    }

    /** Makes another caller. The key that a server starts with may do that. */
    String anotherKey(String name) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/api/v1/api-keys"))
                .header("Authorization", "Bearer " + apiKey)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"" + name + "\"}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer = client.send(request, BodyHandlers.ofString()).body();
            String key = new ObjectMapper().readTree(answer).path("value").asText();
            if (key.isEmpty()) {
                throw new IllegalStateException("no key was made: " + answer);
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Requests a second that it answers when a few wait all the time. */
    double capacity(LongFunction<Question> questions) {
        LongFunction<Buffer> bodies = number -> Buffer.buffer(questions.apply(number).body());
        try (HttpLoad load = new HttpLoad(address, apiKey, WAITING)) {
            load.run(TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS), bodies);
            Round round = load.run(TimeUnit.SECONDS.toNanos(MEASURED_SECONDS), bodies);
            if (round.answered() == 0) {
                throw new IllegalStateException("no request was answered: " + round.problem());
            }
            return round.rate();
        }
    }

    void stop() {
        if (own != null) {
            try {
                own.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
