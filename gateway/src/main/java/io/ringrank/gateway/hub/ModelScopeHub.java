// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.hub.HubHttp.Question;
import io.ringrank.gateway.hub.HubProblem.Kind;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * ModelScope. Any thread; waits. Its addresses are those that its own client uses
 * (https://github.com/modelscope/modelscope); there is no document of them.
 */
final class ModelScopeHub implements ModelHub {

    /** The name of a branch: listings don't name a commit, but the SHA-256 of each file. */
    private static final String REVISION = "master";
    private static final String FIRST_PAGE = "1";

    private final HubAccess access;
    private final HubHttp http;

    ModelScopeHub(HubAccess access, HubHttp http) {
        this.access = access;
        this.http = http;
    }

    @Override
    public Hub hub() {
        return Hub.MODELSCOPE;
    }

    @Override
    public SearchPage search(SearchQuery query) throws HubException, InterruptedException {
        int page = page(query.page().orElse(FIRST_PAGE));
        ObjectNode body = JsonNodeFactory.instance.objectNode()
                .put("PageSize", query.rowsMax())
                .put("PageNumber", page)
                .put("SortBy", switch (query.sort()) {
                    case TRENDING -> "Default";
                    case DOWNLOADS -> "DownloadsCount";
                    case LIKES -> "StarsCount";
                    case UPDATED -> "GmtModified";
                })
                .put("Name", query.text());
        var criteria = body.putArray("Criterion");
        if (query.gguf()) {
            criterion(criteria.addObject(), "tags", "gguf");
        }
        query.task().ifPresent(task -> criterion(criteria.addObject(), "tasks", task));
        JsonNode found = data(new Question(access.at("/api/v1/dolphin/models"), Optional.empty(),
                Optional.of(body.toString()), "search")).path("Model");
        List<SearchPage.Row> rows = new ArrayList<>();
        for (JsonNode model : found.path("Models")) {
            if (rows.size() < query.rowsMax()) {
                rows.add(row(model));
            }
        }
        boolean more = (long) page * query.rowsMax() < found.path("TotalCount").asLong();
        return new SearchPage(rows,
                more ? Optional.of(Integer.toString(page + 1)) : Optional.empty());
    }

    private static void criterion(ObjectNode node, String category, String value) {
        node.put("category", category).put("predicate", "contains").putArray("values").add(value);
    }

    private static int page(String text) {
        return text.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(text) : 1;
    }

    private static SearchPage.Row row(JsonNode model) {
        long seconds = model.path("LastUpdatedTime").asLong();
        return new SearchPage.Row(Hub.MODELSCOPE,
                model.path("Path").asText() + '/' + model.path("Name").asText(),
                model.path("Downloads").asLong(), model.path("Stars").asLong(),
                seconds > 0 && seconds < Integer.MAX_VALUE
                        ? Instant.ofEpochSecond(seconds).toString()
                        : "",
                model.path("Tasks").path(0).path("Name").asText(), false);
    }

    @Override
    public Repository repository(String name) throws HubException, InterruptedException {
        JsonNode listed = data(Question.about("repository " + name,
                access.at("/api/v1/models/" + UrlText.path(name) + "/repo/files?Revision="
                        + REVISION + "&Recursive=true")));
        List<RemoteFile> files = new ArrayList<>();
        listed.path("Files").forEach(entry -> file(name, entry).ifPresent(files::add));
        return new Repository(hub(), name, REVISION, files);
    }

    private static Optional<RemoteFile> file(String repository, JsonNode entry) {
        String path = entry.path("Path").asText();
        String sha256 = entry.path("Sha256").asText().toLowerCase(Locale.ROOT);
        long bytes = entry.path("Size").asLong(-1);
        return entry.path("Type").asText().equals("blob") && RemoteFile.isSafePath(path)
                && RemoteFile.isSha256(sha256) && bytes >= 0
                        ? Optional.of(new RemoteFile(Hub.MODELSCOPE, repository, REVISION, path,
                                bytes, sha256))
                        : Optional.empty();
    }

    @Override
    public RemoteBytes open(RemoteFile file, long from, long to)
            throws HubException, InterruptedException {
        URI uri = access.at("/api/v1/models/" + UrlText.path(file.repository()) + "/repo?Revision="
                + file.revision() + "&FilePath=" + UrlText.encoded(file.path()));
        return FileAnswer.open(http, uri, file, from, to);
    }

    /** Some failures come with status 200. */
    private JsonNode data(Question question) throws HubException, InterruptedException {
        JsonNode answer = http.json(question).json();
        long code = answer.path("Code").asLong();
        if (code != 200) {
            throw new HubException(Kind.NOT_FOUND, hub().title() + " has no "
                    + question.about() + ", or doesn't show it (its code "
                    + code + ").");
        }
        return answer.path("Data");
    }
}
