// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.download.Download;
import io.ringrank.gateway.download.ModelEntry;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.hub.HubProblem;
import io.ringrank.gateway.hub.Quantisation;
import java.nio.file.Path;

/** Writes a model file for people and programs. Any thread. */
final class ModelJson {

    private ModelJson() {}

    static ObjectNode of(ModelEntry entry) {
        String file = entry.source().file().orElse("");
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("id", entry.id())
                .put("source", entry.source().text())
                .put("hub", entry.source().hub().word())
                .put("repository", entry.source().repository())
                .put("file", file)
                .put("quantisation", Quantisation.ofFile(file).name())
                .put("revision", entry.revision())
                .put("bytes", entry.bytes());
        switch (entry.status()) {
            case ModelEntry.Ready(Path path) -> status(node, "ready", entry.bytes())
                    .put("path", path.toString());
            case ModelEntry.Fetching(Download.State state) -> fetching(node, state);
        }
        return node;
    }

    private static void fetching(ObjectNode node, Download.State state) {
        switch (state) {
            case Download.Waiting() -> status(node, "waiting", 0);
            case Download.Running(long bytes, long _, long bytesPerSecond) ->
                status(node, "downloading", bytes).put("bytes_per_second", bytesPerSecond);
            case Download.Pausing(HubProblem problem, long bytes) ->
                status(node, "waiting", bytes).put("message", problem.message());
            case Download.Done _ -> status(node, "ready", node.path("bytes").asLong());
            case Download.Failed(HubProblem problem) -> status(node, "error", 0)
                    .put("code", ErrorAnswer.code(problem.kind()).word())
                    .put("message", problem.message());
            case Download.Stopped() -> status(node, "error", 0)
                    .put("code", "stopped")
                    .put("message", "The download was stopped.");
        }
    }

    private static ObjectNode status(ObjectNode node, String word, long bytes) {
        return node.put("state", word).put("downloaded_bytes", bytes);
    }
}
