// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes what a llama.cpp is. Fields may be added, never changed. Any thread. */
public final class NativeJson {

    private NativeJson() {}

    public static ObjectNode of(NativeReport report) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("name", report.name())
                .put("path", report.path().toString())
                .put("usable", report.usable())
                .put("chosen", report.chosen())
                .put("note", report.note())
                .put("build", report.build())
                .put("abi", report.abi())
                .put("processor", report.processor())
                .put("system_info", report.systemInfo());
        ArrayNode devices = node.putArray("devices");
        report.devices()
                .forEach(device -> devices.addObject()
                        .put("name", device.name())
                        .put("description", device.description())
                        .put("type", device.type())
                        .put("free_bytes", device.freeBytes())
                        .put("total_bytes", device.totalBytes()));
        return node;
    }
}
