// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Answers as Hugging Face and ModelScope do, on one port, and sends clients for the bytes to another
 * port, as those do. It does what tests tell it to do wrong.
 */
public final class TestHub implements AutoCloseable {

    /** The repository of the tutorial. */
    public static final String BGE = "gpustack/bge-reranker-v2-m3-GGUF";
    /** Of {@link #stallsAfter}. */
    public static final int NEVER = -1;
    public static final String TOKEN = "hf_right";

    private static final String FIRST = "a".repeat(40);
    private static final int WAIT_SECONDS = 30;

    /** What was asked of it, with {@code hub} or {@code cdn} in front. */
    public final List<String> asked = new CopyOnWriteArrayList<>();
    /** The Authorization of each, empty for none. */
    public final List<String> authorizations = new CopyOnWriteArrayList<>();
    /** The cookies of those that had some. */
    public final List<String> cookies = new CopyOnWriteArrayList<>();
    /** How many bytes each next answer with bytes has before its connection breaks. */
    public final ConcurrentLinkedQueue<Integer> cuts = new ConcurrentLinkedQueue<>();
    /** Statuses of the next answers of the hub, instead of what it would say. */
    public final ConcurrentLinkedQueue<Integer> refusals = new ConcurrentLinkedQueue<>();
    /** Repositories that want a licence accepted. */
    public final Set<String> gated = ConcurrentHashMap.newKeySet();
    /** Files that the hub doesn't give, by path, and with what status. */
    public final Map<String, Integer> broken = new ConcurrentHashMap<>();
    /** Where the hub sends clients for bytes; empty for its own other port. */
    public volatile String elsewhere = "";
    /** Whether one bit of the bytes is wrong. */
    public volatile boolean spoils;
    /** Whether bytes come from the first on whatever was asked for. */
    public volatile boolean ignoresRanges;
    /** After how many bytes nothing more comes; negative for never. */
    public volatile int stallsAfter = NEVER;
    /** What the hub says of a file's digest with the file; empty for the truth. */
    public volatile String linkedEtag = "";

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Revision> repositories = new ConcurrentHashMap<>();
    private final HttpServer hub;
    private final HttpServer cdn;

    /** @param files by path */
    private record Revision(String commit, Map<String, byte[]> files,
            Map<String, String> digests) {}

    public TestHub() {
        this.hub = await(vertx.createHttpServer()
                .requestHandler(this::onHub)
                .listen(0,
                        "127.0.0.1"));
        this.cdn = await(vertx.createHttpServer()
                .requestHandler(this::onCdn)
                .listen(0,
                        "127.0.0.1"));
    }

    /** One with the tutorial's repository: three kinds of one model, and what is no model. */
    public static TestHub withBge() throws IOException {
        TestHub hub = new TestHub();
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("bge-reranker-v2-m3-FP16.gguf", SmallModel.bytes(TensorType.F16, 1));
        files.put("bge-reranker-v2-m3-Q2_K.gguf", SmallModel.bytes(TensorType.F32, 2));
        files.put("bge-reranker-v2-m3-Q8_0.gguf", SmallModel.bytes(TensorType.Q8_0, 3));
        files.put("mmproj-F16.gguf", new byte[100]);
        files.put("README.md", "# bge".getBytes(StandardCharsets.UTF_8));
        hub.put(BGE, FIRST, files);
        return hub;
    }

    /** Makes a repository, or moves it to another commit. */
    public void put(String repository, String commit, Map<String, byte[]> files) {
        Map<String, String> digests = new HashMap<>();
        files.forEach((path, bytes) -> {
            if (path.endsWith(".gguf")) {
                digests.put(path, sha256(bytes));
            }
        });
        repositories.put(repository, new Revision(commit, Map.copyOf(files), digests));
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.actualPort());
    }

    /** The other port, as {@code HOST:PORT}. */
    public String bytesHost() {
        return "127.0.0.1:" + cdn.actualPort();
    }

    /** How to reach it. */
    public HubAccess access(String token, Duration patience) {
        return new HubAccess(endpoint(), token, Set.of(bytesHost()), patience);
    }

    public byte[] bytes(String repository, String path) {
        return Optional.ofNullable(revision(repository).orElseThrow().files().get(path))
                .orElseThrow();
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<Revision> revision(String repository) {
        return Optional.ofNullable(repositories.get(repository));
    }

    private void remember(String where, HttpServerRequest request) {
        asked.add(where + ' ' + request.uri()
                + Optional.ofNullable(request.getHeader("Range")).map(r -> ' ' + r).orElse(""));
        Optional.ofNullable(request.getHeader("Cookie")).ifPresent(cookies::add);
        authorizations
                .add(Optional.ofNullable(request.getHeader("Authorization")).orElse(""));
    }

    private void onHub(HttpServerRequest request) {
        remember("hub", request);
        Integer refusal = refusals.poll();
        if (refusal != null) {
            if (refusal == 429) {
                request.response().putHeader("RateLimit", "\"api\";r=0;t=0");
            }
            refuse(request, refusal, "");
            return;
        }
        String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        if (path.equals("/api/models")) {
            search(request);
        } else if (path.equals("/api/v1/dolphin/models")) {
            request.body().onSuccess(body -> scopeSearch(request, body.toJsonObject()));
        } else if (path.startsWith("/api/v1/models/")) {
            scope(request, path.substring("/api/v1/models/".length()).split("/", 4));
        } else if (path.startsWith("/api/models/")) {
            api(request, path.substring("/api/models/".length()).split("/", 4));
        } else {
            resolve(request, path.substring(1).split("/", 5));
        }
    }

    private void search(HttpServerRequest request) {
        String text = Optional.ofNullable(request.getParam("search")).orElse("");
        int limit = Integer.parseInt(request.getParam("limit"));
        int from = Integer.parseInt(Optional.ofNullable(request.getParam("cursor")).orElse("0"));
        List<String> found = repositories.keySet()
                .stream()
                .filter(name -> name.contains(text))
                .sorted()
                .toList();
        JsonArray answer = new JsonArray();
        found.stream()
                .skip(from)
                .limit(limit)
                .forEach(name -> answer.add(new JsonObject().put("id", name)
                        .put("downloads", 1234)
                        .put("likes", 7)
                        .put("lastModified", "2024-09-29T00:00:00.000Z")
                        .put("pipeline_tag", "text-ranking")
                        .put("gated", gated.contains(name) ? "manual" : false)));
        if (from + limit < found.size()) {
            request.response()
                    .putHeader("Link", "<" + endpoint() + "/api/models?limit=" + limit
                            + "&cursor=" + (from + limit) + ">; rel=\"next\"");
        }
        request.response().end(answer.encode());
    }

    private void api(HttpServerRequest request, String[] parts) {
        String name = parts[0] + '/' + parts[1];
        Optional<Revision> found = revision(name);
        boolean known = TOKEN.equals(token(request));
        if (found.isEmpty()) {
            refuse(request, known ? 404 : 401, "RepoNotFound");
            return;
        }
        Revision revision = found.get();
        if (parts[2].equals("revision")) {
            request.response().end(new JsonObject().put("sha", revision.commit()).encode());
        } else if (!parts[3].equals(revision.commit())) {
            refuse(request, 404, "RevisionNotFound");
        } else {
            request.response().end(tree(revision).encode());
        }
    }

    private static JsonArray tree(Revision revision) {
        JsonArray tree = new JsonArray().add(
                new JsonObject().put("type", "directory").put("path", "folder").put("size", 0));
        revision.files().forEach((path, bytes) -> {
            JsonObject file = new JsonObject().put("type", "file")
                    .put("path", path)
                    .put("oid", "0".repeat(40))
                    .put("size", bytes.length);
            if (path.endsWith(".gguf")) {
                file.put("lfs", new JsonObject().put("oid", revision.digests().get(path))
                        .put("size", bytes.length));
            }
            tree.add(file);
        });
        return tree;
    }

    private void resolve(HttpServerRequest request, String[] parts) {
        String name = parts[0] + '/' + parts[1];
        Optional<Revision> found = revision(name);
        if (gated.contains(name) && !TOKEN.equals(token(request))) {
            refuse(request, token(request).isEmpty() ? 401 : 403, "GatedRepo");
            return;
        }
        if (found.isEmpty() || !found.get().commit().equals(parts[3])) {
            refuse(request, 404, found.isEmpty() ? "RepoNotFound" : "RevisionNotFound");
            return;
        }
        if (broken.containsKey(parts[4])) {
            refuse(request, broken.get(parts[4]), "");
            return;
        }
        byte[] bytes = found.get().files().get(parts[4]);
        if (bytes == null) {
            refuse(request, 404, "EntryNotFound");
            return;
        }
        String sha256 = Optional.ofNullable(found.get().digests().get(parts[4]))
                .orElseGet(() -> sha256(bytes));
        request.response()
                .setStatusCode(302)
                .putHeader("Location", elsewhere.isEmpty()
                        ? "http://" + bytesHost() + '/' + name + '/' + parts[4] + "?sig=1"
                        : elsewhere)
                .putHeader("X-Repo-Commit", found.get().commit())
                .putHeader("X-Linked-Etag",
                        '"' + (linkedEtag.isEmpty() ? sha256 : linkedEtag) + '"')
                .putHeader("X-Linked-Size", Integer.toString(bytes.length))
                .putHeader("Accept-Ranges", "bytes")
                .end();
    }

    private void scopeSearch(HttpServerRequest request, JsonObject query) {
        JsonArray models = new JsonArray();
        repositories.keySet()
                .stream()
                .filter(name -> name.contains(query.getString("Name")))
                .forEach(name -> models.add(new JsonObject().put("Path", name.split("/", 2)[0])
                        .put("Name", name.split("/", 2)[1])
                        .put("Downloads", 5)
                        .put("Stars", 2)
                        .put("LastUpdatedTime", 1_727_000_000)));
        data(request, new JsonObject().put("Model",
                new JsonObject().put("Models", models).put("TotalCount", models.size())));
    }

    private void scope(HttpServerRequest request, String[] parts) {
        Optional<Revision> found = revision(parts[0] + '/' + parts[1]);
        if (found.isEmpty()) {
            request.response()
                    .setStatusCode(404)
                    .end(new JsonObject().put("Code", 10010205001L).encode());
        } else if (parts.length == 4) {
            JsonArray files = new JsonArray();
            found.get()
                    .files()
                    .forEach((path, bytes) -> files.add(new JsonObject()
                            .put("Path", path)
                            .put("Type", "blob")
                            .put("Size", bytes.length)
                            .put("Sha256", sha256(bytes))));
            data(request, new JsonObject().put("Files", files));
        } else {
            send(request, bytes(parts[0] + '/' + parts[1],
                    Optional.ofNullable(request.getParam("FilePath")).orElse("")));
        }
    }

    private static void data(HttpServerRequest request, JsonObject data) {
        request.response()
                .end(new JsonObject().put("Code", 200).put("Data", data).encode());
    }

    private void onCdn(HttpServerRequest request) {
        remember("cdn", request);
        String[] parts = URLDecoder.decode(request.path(), StandardCharsets.UTF_8)
                .substring(1)
                .split("/", 3);
        send(request, bytes(parts[0] + '/' + parts[1], parts[2]));
    }

    private void send(HttpServerRequest request, byte[] file) {
        byte[] bytes = file.clone();
        if (spoils) {
            bytes[bytes.length / 2] ^= 1;
        }
        String range = request.getHeader("Range");
        int from = range == null || ignoresRanges
                ? 0
                : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-.*", "$1"));
        HttpServerResponse response = request.response();
        if (range != null && !ignoresRanges) {
            response.setStatusCode(206)
                    .putHeader("Content-Range",
                            "bytes " + from + '-' + (bytes.length - 1) + '/' + bytes.length);
        }
        Buffer rest = Buffer.buffer(bytes).slice(from, bytes.length);
        response.putHeader("Content-Length", Integer.toString(rest.length()));
        Integer cut = cuts.poll();
        if (stallsAfter >= 0) {
            response.write(rest.slice(0, Math.min(stallsAfter, rest.length())));
        } else if (cut != null && cut < rest.length()) {
            response.write(rest.slice(0, cut))
                    .onComplete(_ -> request.connection().close());
        } else {
            response.end(rest);
        }
    }

    private static String token(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .orElse("")
                .replace("Bearer ", "");
    }

    private static void refuse(HttpServerRequest request, int status, String code) {
        if (!code.isEmpty()) {
            request.response().putHeader("X-Error-Code", code);
        }
        request.response().setStatusCode(status).end("{\"error\":\"no\"}");
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not done in time", e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
