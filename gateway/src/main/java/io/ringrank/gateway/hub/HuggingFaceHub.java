// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.hub.HubHttp.Page;
import io.ringrank.gateway.hub.HubHttp.Question;
import io.ringrank.gateway.hub.HubProblem.Kind;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hugging Face and its mirrors. Any thread; waits. The API: https://huggingface.co/docs/hub/api
 */
final class HuggingFaceHub implements ModelHub {

    private static final int TREE_PAGES_MAX = 20;
    private static final int PAGE_CHARS_MAX = 1_000;
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"next\"");
    private static final Pattern CURSOR = Pattern.compile("[?&]cursor=([^&]+)");

    private final HubAccess access;
    private final HubHttp http;

    HuggingFaceHub(HubAccess access, HubHttp http) {
        this.access = access;
        this.http = http;
    }

    @Override
    public Hub hub() {
        return Hub.HUGGING_FACE;
    }

    @Override
    public SearchPage search(SearchQuery query) throws HubException, InterruptedException {
        StringBuilder path = new StringBuilder("/api/models?limit=").append(query.rowsMax())
                .append("&sort=")
                .append(switch (query.sort()) {
                    case TRENDING -> "trendingScore";
                    case DOWNLOADS -> "downloads";
                    case LIKES -> "likes";
                    case UPDATED -> "lastModified";
                })
                .append("&direction=-1");
        for (String field : List.of("downloads", "likes", "lastModified", "pipeline_tag",
                "gated")) {
            path.append("&expand%5B%5D=").append(field);
        }
        if (!query.text().isEmpty()) {
            path.append("&search=").append(UrlText.encoded(query.text()));
        }
        if (query.gguf()) {
            path.append("&filter=gguf");
        }
        query.task()
                .ifPresent(task -> path.append("&pipeline_tag=")
                        .append(UrlText.encoded(task)));
        // It came out of an address, and goes back into one as it was.
        query.page().ifPresent(page -> path.append("&cursor=").append(UrlText.encoded(page)));
        Page page = http.json(Question.about("search", access.at(path.toString())));
        List<SearchPage.Row> rows = new ArrayList<>();
        for (JsonNode model : page.json()) {
            if (rows.size() < query.rowsMax()) {
                rows.add(row(model));
            }
        }
        return new SearchPage(rows, next(page).flatMap(HuggingFaceHub::cursor));
    }

    private static SearchPage.Row row(JsonNode model) {
        JsonNode gated = model.path("gated");
        return new SearchPage.Row(Hub.HUGGING_FACE, model.path("id").asText(),
                model.path("downloads").asLong(), model.path("likes").asLong(),
                model.path("lastModified").asText(), model.path("pipeline_tag").asText(),
                gated.isTextual() || gated.asBoolean());
    }

    @Override
    public Repository repository(String name) throws HubException, InterruptedException {
        String path = UrlText.path(name);
        String about = "repository " + name;
        String revision =
                http.json(
                        Question.about(about, access.at("/api/models/" + path + "/revision/main")))
                        .json()
                        .path("sha")
                        .asText();
        if (!RemoteFile.isRevision(revision)) {
            throw new HubException(Kind.UNREACHABLE,
                    hub().title() + " does not say which revision the " + about + " has.");
        }
        List<RemoteFile> files = new ArrayList<>();
        Optional<URI> address = Optional.of(
                access.at("/api/models/" + path + "/tree/" + revision + "?recursive=true"));
        for (int i = 0; i < TREE_PAGES_MAX && address.isPresent(); i++) {
            Page page = http.json(Question.about(about, address.get()));
            page.json().forEach(entry -> file(name, revision, entry).ifPresent(files::add));
            address = next(page).flatMap(HuggingFaceHub::address);
        }
        return new Repository(hub(), name, revision, files);
    }

    /** Only large files have a SHA-256 there; models are large. */
    private static Optional<RemoteFile> file(String repository, String revision, JsonNode entry) {
        String path = entry.path("path").asText();
        String sha256 = entry.path("lfs").path("oid").asText().toLowerCase(Locale.ROOT);
        long bytes = entry.path("lfs").path("size").asLong(-1);
        return RemoteFile.isSafePath(path) && RemoteFile.isSha256(sha256) && bytes >= 0
                ? Optional.of(new RemoteFile(Hub.HUGGING_FACE, repository, revision, path, bytes,
                        sha256))
                : Optional.empty();
    }

    @Override
    public RemoteBytes open(RemoteFile file, long from, long to)
            throws HubException, InterruptedException {
        URI uri = access.at('/' + UrlText.path(file.repository()) + "/resolve/" + file.revision()
                + '/' + UrlText.path(file.path()));
        return FileAnswer.open(http, uri, file, from, to);
    }

    private static Optional<String> next(Page page) {
        return page.headers().firstValue("Link").flatMap(link -> {
            Matcher matcher = NEXT.matcher(link);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        });
    }

    private static Optional<String> cursor(String link) {
        Matcher matcher = CURSOR.matcher(link);
        return matcher.find() && matcher.group(1).length() <= PAGE_CHARS_MAX
                ? Optional.of(URLDecoder.decode(matcher.group(1),
                        StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static Optional<URI> address(String link) {
        try {
            return Optional.of(URI.create(link));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
