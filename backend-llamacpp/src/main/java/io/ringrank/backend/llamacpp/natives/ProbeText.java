// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import io.ringrank.backend.llamacpp.natives.ProbeResult.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A probe's result as the text that crosses from its process: properties, so that lines which a
 * driver prints between them do no harm. Any thread.
 */
public final class ProbeText {
    private static final int DEVICES_MAX = 256;
    private static final String REFUSAL = "refusal";
    private static final String PASSED = "trial-passed";
    private static final String MESSAGE = "trial-message";

    private ProbeText() {}

    /** Writes a result. */
    public static void write(ProbeResult result, OutputStream out) throws IOException {
        Properties texts = new Properties();
        switch (result) {
            case ProbeResult.Unusable(String reason) -> texts.setProperty(REFUSAL, reason);
            case ProbeResult.Usable(NativeFacts facts, Optional<Trial> trial) -> {
                put(facts, texts);
                trial.ifPresent(tried -> {
                    texts.setProperty(PASSED, Boolean.toString(tried.passed()));
                    texts.setProperty(MESSAGE, tried.message());
                });
            }
        }
        texts.store(out, null);
    }

    /** Reads a result; empty when something is missing or wrong. */
    public static Optional<ProbeResult> read(InputStream in) throws IOException {
        try {
            Properties texts = new Properties();
            texts.load(in);
            String refusal = texts.getProperty(REFUSAL);
            if (refusal != null) {
                return Optional.of(new ProbeResult.Unusable(refusal));
            }
            String passed = texts.getProperty(PASSED);
            return Optional.of(new ProbeResult.Usable(facts(texts), passed == null
                    ? Optional.empty()
                    : Optional.of(new Trial(Boolean.parseBoolean(passed), text(texts, MESSAGE)))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static void put(NativeFacts facts, Properties texts) {
        texts.setProperty("build", facts.build());
        texts.setProperty("abi", facts.abi());
        facts.processorVariant()
                .ifPresent(variant -> texts.setProperty("processor-variant", variant));
        texts.setProperty("system-info", facts.systemInfo());
        texts.setProperty("lanes-max", Integer.toString(facts.lanesMax()));
        texts.setProperty("devices", Integer.toString(facts.devices().size()));
        for (int i = 0; i < facts.devices().size(); i++) {
            Device device = facts.devices().get(i);
            String key = "device." + i + ".";
            texts.setProperty(key + "name", device.name());
            texts.setProperty(key + "description", device.description());
            texts.setProperty(key + "type", device.type().name());
            texts.setProperty(key + "free-bytes", Long.toString(device.freeBytes()));
            texts.setProperty(key + "total-bytes", Long.toString(device.totalBytes()));
        }
    }

    /** @throws IllegalArgumentException when something is missing or wrong */
    private static NativeFacts facts(Properties texts) {
        int count = Math.min(Integer.parseInt(text(texts, "devices")), DEVICES_MAX);
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = "device." + i + ".";
            devices.add(new Device(text(texts, key + "name"), text(texts, key + "description"),
                    Device.Type.valueOf(text(texts, key + "type")),
                    Long.parseLong(text(texts, key + "free-bytes")),
                    Long.parseLong(text(texts, key + "total-bytes"))));
        }
        return new NativeFacts(text(texts, "build"), text(texts, "abi"),
                Optional.ofNullable(texts.getProperty("processor-variant")),
                text(texts, "system-info"), Integer.parseInt(text(texts, "lanes-max")), devices);
    }

    private static String text(Properties texts, String key) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return text;
    }
}
