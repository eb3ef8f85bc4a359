// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns a YAML file into values by key path, and refuses keys that are none. */
final class YamlSettings {

    private static final long FILE_BYTES_MAX = 1 << 20;

    private final Path file;
    private final Map<String, SettingKey> keys = SettingKey.ALL.stream()
            .collect(Collectors.toMap(SettingKey::path, key -> key));
    private final Set<String> sections = SettingKey.sections().collect(Collectors.toSet());
    private final Map<String, GivenValue> values = new HashMap<>();

    private YamlSettings(Path file) {
        this.file = file;
    }

    static Map<String, GivenValue> read(Path file) {
        YamlSettings settings = new YamlSettings(file);
        settings.collect("", settings.parse());
        return settings.values;
    }

    private JsonNode parse() {
        YAMLMapper mapper = new YAMLMapper(YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build());
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw refused("is larger than " + FILE_BYTES_MAX + " bytes");
            }
            return mapper.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw refused("line " + e.getLocation().getLineNr() + ": "
                    + e.getOriginalMessage().lines().findFirst().orElse("not YAML"));
        } catch (NoSuchFileException e) {
            throw refused("there is no such file");
        } catch (IOException e) {
            throw refused("can't be read: " + e);
        }
    }

    private void collect(String section, JsonNode node) {
        if (!node.isObject()) {
            if (section.isEmpty() && (node.isMissingNode() || node.isNull())) {
                return;
            }
            throw refused((section.isEmpty() ? "the file" : section)
                    + " must hold keys and their values");
        }
        node.properties().forEach(entry -> {
            String path = section.isEmpty() ? entry.getKey() : section + "." + entry.getKey();
            if (sections.contains(path)) {
                collect(path, entry.getValue());
            } else {
                values.put(path, value(path, entry.getValue()));
            }
        });
    }

    private GivenValue value(String path, JsonNode node) {
        SettingKey key = keys.get(path);
        if (key == null) {
            throw refused("unknown key " + path);
        }
        List<String> texts = new ArrayList<>();
        if (key.type() == List.class && node.isArray()) {
            node.forEach(element -> texts.add(scalar(path, element)));
        } else {
            texts.add(scalar(path, node));
        }
        return new GivenValue(texts, file + ": " + path);
    }

    private String scalar(String path, JsonNode node) {
        if (!node.isValueNode() || node.isNull()) {
            throw refused(path + " must have one value");
        }
        return node.asText();
    }

    private BadSettingException refused(String reason) {
        return new BadSettingException(file + ": " + reason);
    }
}
