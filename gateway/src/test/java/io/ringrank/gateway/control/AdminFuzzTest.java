// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.ringrank.gateway.Damage;
import io.ringrank.gateway.ErrorCodes;
import io.ringrank.gateway.LiveHeap;
import io.ringrank.gateway.error.ErrorCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Throws odd and damaged requests at every route of the admin API that the server describes: whatever
 * they are, they are the client's fault, and leave nothing behind.
 */
@Timeout(300)
class AdminFuzzTest {

    private static final long SEED = 1;
    private static final int REQUESTS = 4_896;
    private static final int AT_ONCE = 24;
    private static final int LOGIN_EVERY = 408;
    private static final int RAW_REQUESTS = 700;
    private static final int TIMEOUT_MILLIS = 60_000;
    /** Of two thirds of the requests, less than a KiB of each. */
    private static final long GROWTH_BYTES_MAX = 4L << 20;
    private static final Pattern STATUS =
            Pattern.compile("^HTTP/1\\.[01] (\\d{3})", Pattern.MULTILINE);

    private final Random random = new Random(SEED);
    private final Map<Damage, Integer> done = new EnumMap<>(Damage.class);
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                errors.add(event.getFormattedMessage() + ' ' + event.getThrowableProxy());
            }
        }
    };
    private ControlServer server;
    private AdminRequests requests;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        appender.start();
        root.addAppender(appender);
        server = new ControlServer(directory);
        requests = new AdminRequests(
                new JsonObject(server.get("/openapi.json", "").body()), random, done);
        server.user("fuzzer");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        root.detachAppender(appender);
    }

    @Test
    void answers_whatever_comes_on_any_route_with_success_or_an_error_of_the_catalogue()
            throws Exception {
        Map<Integer, Integer> statuses = new TreeMap<>();
        long before = Long.MIN_VALUE;
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            for (int i = 0; i < REQUESTS; i += AT_ONCE) {
                if (i % LOGIN_EVERY == 0) {
                    // What was logged out, or slowed down, may log in again.
                    server.clock.pass(Duration.ofHours(1));
                    requests.allow(server.initialKey(), server.login("fuzzer",
                            ControlServer.PASSWORD));
                }
                if (i == REQUESTS / 3) {
                    before = liveBytes();
                }
                Map<AdminRequests.Shot, CompletableFuture<HttpResponse<InputStream>>> answers =
                        new LinkedHashMap<>();
                for (int j = 0; j < AT_ONCE; j++) {
                    AdminRequests.Shot shot = requests.next();
                    answers.put(shot,
                            client.sendAsync(http(shot), BodyHandlers.ofInputStream()));
                }
                for (var answer : answers.entrySet()) {
                    HttpResponse<InputStream> response = answer.getValue().join();
                    String body = body(response);
                    statuses.merge(response.statusCode(), 1, Integer::sum);
                    check(answer.getKey() + " -> " + body, response.statusCode(), body);
                    if (response.statusCode() == 201) {
                        requests.learn(new JsonObject(body));
                    }
                }
            }
            assertThat(liveBytes() - before).as("bytes of growth").isLessThan(GROWTH_BYTES_MAX);
        }
        assertThat(errors).isEmpty();
        assertThat(done).containsOnlyKeys(Damage.values());
        assertThat(statuses.keySet()).contains(200, 201, 204, 400, 401, 403, 404, 405, 409, 415);
        assertThat(statuses.get(200)).isGreaterThan(REQUESTS / 10);
        // Whatever it was, nobody was locked out by it.
        assertThat(server.get("/api/v1/users", server.initialKey()).statusCode()).isEqualTo(200);
    }

    private HttpRequest http(AdminRequests.Shot shot) {
        HttpRequest.Builder request = server.request(shot.path())
                .timeout(Duration.ofMillis(TIMEOUT_MILLIS))
                .method(shot.method(), HttpRequest.BodyPublishers.ofByteArray(shot.body()));
        shot.headers().forEach(request::header);
        return request.build();
    }

    /** Streams of events end when somebody has seen that they begin. */
    private static String body(HttpResponse<InputStream> response) throws IOException {
        InputStream in = response.body();
        if (response.headers().firstValue("content-type").orElse("").equals("text/event-stream")) {
            try {
                in.close();
            } catch (IOException _) {
                // It is not read to its end, as was meant.
            }
            return "";
        }
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void check(String what, int status, String body) {
        if (status < 400) {
            return;
        }
        String code = new JsonObject(body).getJsonObject("error").getString("code");
        assertThat(ErrorCodes.WORDS).as(what).contains(code);
        // Nobody listens where this server's hubs are.
        if (!code.equals(ErrorCode.HUB_UNREACHABLE.word())) {
            assertThat(status).as(what).isLessThan(500);
        }
    }

    /** When all that may stay was deleted. */
    private long liveBytes() throws Exception {
        String key = server.initialKey();
        for (String path : requests.made()) {
            server.call("DELETE", path, key, "");
        }
        server.fleet.runs.subList(0, server.fleet.runs.size() - 1).clear();
        server.fleet.retried.clear();
        return LiveHeap.bytes();
    }

    @Test
    void damaged_requests_end_with_an_answer_or_their_connection() throws Exception {
        requests.allow(server.initialKey(), server.login("fuzzer", ControlServer.PASSWORD));
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < RAW_REQUESTS; i++) {
            byte[] bytes = Damage.damaged(requests.next().raw(), random, done);
            String what = new String(bytes, StandardCharsets.ISO_8859_1);
            Matcher answers = STATUS.matcher(answers(bytes));
            while (answers.find()) {
                int status = Integer.parseInt(answers.group(1));
                statuses.merge(status, 1, Integer::sum);
                assertThat(status).as(what).isNotIn(500, 503, 504);
            }
        }
        assertThat(errors).isEmpty();
        assertThat(statuses.keySet()).contains(200, 400, 401, 404);
    }

    @Test
    void an_expectation_that_nobody_knows_is_an_error_of_the_catalogue() throws Exception {
        String request = "POST /api/v1/auth/login HTTP/1.1\r\nhost: localhost\r\nexpect: wonders"
                + "\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

        assertThat(answers(request.getBytes(StandardCharsets.US_ASCII))).contains(" 400 ",
                "malformed_request");
    }

    /** All that comes until the server hangs up. */
    private String answers(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(),
                server.service().port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException _) {
            // It hung up while something was on its way to it.
            return "";
        }
    }
}
