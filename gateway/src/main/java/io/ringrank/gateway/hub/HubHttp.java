// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.hub.HubProblem.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends requests to one hub and goes where it sends them, within the rules. Any thread; waits. */
final class HubHttp {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REDIRECTS_MAX = 5;
    private static final int JSON_BYTES_MAX = 4 << 20;
    private static final int REFUSAL_BYTES_MAX = 16 << 10;
    private static final int CAUSES_MAX = 8;

    private final Hub hub;
    private final HubAccess access;
    private final HostRules rules;
    private final HttpClient client;

    HubHttp(Hub hub, HubAccess access, HostRules rules, HttpClient client) {
        this.hub = hub;
        this.access = access;
        this.rules = rules;
        this.client = client;
    }

    /**
     * A request.
     *
     * @param range of the file, or empty
     * @param json the body of a PUT; empty for a GET
     * @param about what is asked for, for people: a noun without its article
     */
    record Question(URI uri, Optional<String> range, Optional<String> json, String about) {

        static Question about(String about, URI uri) {
            return new Question(uri, Optional.empty(), Optional.empty(), about);
        }
    }

    /**
     * What came.
     *
     * @param ofHub heads of the hub's own answers on the way, this one included
     */
    record Answer(HttpResponse<InputStream> response, List<HttpHeaders> ofHub)
            implements
                AutoCloseable {

        /** Of the hub itself, not of where it led. */
        Optional<String> header(String name) {
            return ofHub.stream()
                    .flatMap(headers -> headers.firstValue(name).stream())
                    .findFirst();
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    /** @return an answer with status 200 or 206; to be closed */
    Answer ask(Question question) throws HubException, InterruptedException {
        URI uri = question.uri();
        List<HttpHeaders> ofHub = new ArrayList<>();
        for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
            rules.check(uri);
            HttpResponse<InputStream> response = send(question, uri);
            boolean isHub = rules.isHub(uri);
            if (isHub) {
                ofHub.add(response.headers());
            }
            Answer answer = new Answer(response, List.copyOf(ofHub));
            int status = response.statusCode();
            if (status == 200 || status == 206) {
                return answer;
            }
            discard(response.body());
            Optional<String> location = response.headers().firstValue("Location");
            if (status / 100 != 3 || location.isEmpty()) {
                throw HubErrors.of(hub, answer, question.about(), isHub,
                        !access.token().isEmpty());
            }
            uri = resolved(uri, location.get());
        }
        throw new HubException(Kind.UNREACHABLE, hub.title() + " leads from place to place.");
    }

    /** @return the answer as JSON, and its head */
    Page json(Question question) throws HubException, InterruptedException {
        try (Answer answer = ask(question)) {
            byte[] body = answer.response().body().readNBytes(JSON_BYTES_MAX + 1);
            if (body.length > JSON_BYTES_MAX) {
                throw new HubException(Kind.UNEXPECTED, "What " + hub.title() + " says of the "
                        + question.about() + " is longer than " + (JSON_BYTES_MAX >> 20)
                        + " MiB, which is the most that is read.");
            }
            return new Page(JSON.readTree(body), answer.response().headers());
        } catch (JsonProcessingException e) {
            throw new HubException(Kind.UNREACHABLE,
                    hub.title() + " answered something that is no JSON.");
        } catch (IOException e) {
            throw unreachable(question.uri(), e);
        }
    }

    /** What a hub says, not yet understood. */
    record Page(JsonNode json, HttpHeaders headers) {}

    private HttpResponse<InputStream> send(Question question, URI uri)
            throws HubException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(access.patience())
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "ringrank");
        question.range().ifPresent(range -> request.header("Range", range));
        question.json()
                .ifPresent(body -> request.header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)));
        if (rules.isHub(uri) && !access.token().isEmpty()) {
            switch (hub) {
                case HUGGING_FACE ->
                    request.header("Authorization", "Bearer " + access.token());
                case MODELSCOPE -> request.header("Cookie", "m_session_id=" + access.token());
            }
        }
        try {
            return client.send(request.build(), _ -> new TimedBody(access.patience()));
        } catch (IOException e) {
            throw unreachable(uri, e);
        }
    }

    private URI resolved(URI from, String location) throws HubException {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new HubException(Kind.FORBIDDEN_HOST,
                    hub.title() + " leads to something that is no address.");
        }
    }

    private HubException unreachable(URI uri, IOException e) {
        return new HubException(Kind.UNREACHABLE,
                hub.title() + " can't be reached at " + uri.getHost() + ": " + reason(e) + '.');
    }

    /** A short body is read, so that the connection can be used again. */
    private static void discard(InputStream body) {
        try (body) {
            body.skipNBytes(REFUSAL_BYTES_MAX);
        } catch (IOException _) {
            // It ends, or breaks, which is all the same.
        }
    }

    /** Says what went wrong, for people: what lies deepest often says most. */
    static String reason(Throwable failure) {
        @Nullable
        Throwable cause = failure;
        String said = "";
        boolean refused = false;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
            refused |= cause instanceof ConnectException;
            if (cause.getMessage() != null) {
                said = cause.getMessage();
            }
            cause = cause.getCause();
        }
        if (said.isEmpty()) {
            return refused ? "the connection is refused" : failure.getClass().getSimpleName();
        }
        return said;
    }
}
