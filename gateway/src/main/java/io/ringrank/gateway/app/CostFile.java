// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.cost.LearnedCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was learned of costs over restarts, in {@code learned-costs.json} of the data directory.
 * It is a memory aid: a file that can't be read or written is worth a line in the log and no more.
 * Any thread; it reads and writes files.
 */
final class CostFile {

    private static final Logger LOG = LoggerFactory.getLogger(CostFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ENTRIES_MAX = 64;
    private static final long BYTES_MAX = 1 << 20;

    private final Path path;

    /** What was learned last stands last. */
    private final SequencedMap<EngineKind, LearnedCost> costs = new LinkedHashMap<>();

    /** @param directory must exist */
    CostFile(Path directory) {
        this.path = directory.resolve("learned-costs.json");
        load();
    }

    /** All that is known. */
    synchronized Map<EngineKind, LearnedCost> costs() {
        return Map.copyOf(costs);
    }

    /** Takes in what was learned, and writes the file if that changed anything. */
    synchronized void learn(Map<EngineKind, LearnedCost> learned) {
        boolean changed = false;
        for (Map.Entry<EngineKind, LearnedCost> entry : learned.entrySet()) {
            LearnedCost before = costs.putLast(entry.getKey(), entry.getValue());
            changed |= !entry.getValue().equals(before);
        }
        while (costs.size() > ENTRIES_MAX) {
            costs.pollFirstEntry();
        }
        if (changed) {
            save();
        }
    }

    private void save() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode list = root.putArray("costs");
        costs.forEach((kind, cost) -> list.addObject()
                .put("model_sha256", kind.modelFingerprint())
                .put("native_build", kind.nativeBuild())
                .put("device", kind.device())
                .put("ns_per_batch", cost.fixedNanos())
                .put("ns_per_token", cost.nanosPerToken())
                .put("ns_per_token_squared", cost.nanosPerSquare())
                .put("budget_tokens", cost.budgetTokens()));
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.write(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("what was learned of costs could not be kept: {}", e.toString());
        }
    }

    private void load() {
        try {
            if (!Files.exists(path)) {
                return;
            }
            if (Files.size(path) > BYTES_MAX) {
                LOG.warn("{} is too large to be what it should, and is not read", path);
                return;
            }
            for (JsonNode node : JSON.readTree(Files.readAllBytes(path)).path("costs")) {
                load(node);
            }
        } catch (JsonProcessingException e) {
            LOG.warn("{} is not JSON, so costs are learned anew: {}", path,
                    e.getOriginalMessage());
        } catch (IOException e) {
            LOG.warn("{} can't be read, so costs are learned anew: {}", path, e.toString());
        }
    }

    private void load(JsonNode node) {
        try {
            EngineKind kind = new EngineKind(node.required("model_sha256").asText(),
                    node.required("native_build").asText(), node.required("device").asText());
            LearnedCost cost = new LearnedCost(node.required("ns_per_batch").asDouble(-1),
                    node.required("ns_per_token").asDouble(-1),
                    node.required("ns_per_token_squared").asDouble(-1),
                    node.required("budget_tokens").asInt());
            if (costs.size() < ENTRIES_MAX) {
                costs.put(kind, cost);
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("an entry of {} is left out: {}", path, e.getMessage());
        }
    }
}
