// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything in front of a GGUF file's numbers. Well-formed, but what it says may still be
 * nonsense. Any thread.
 *
 * @param version 2 or 3
 * @param metadata in the order of the file; no key is there twice
 * @param tensors in the order of the file; a name may be there twice
 * @param alignmentBytes what each tensor's offset is a multiple of; a power of two
 * @param dataOffset where the data starts, in bytes from the start of the file
 */
public record GgufHeader(int version, Map<String, GgufValue> metadata, List<GgufTensor> tensors,
        int alignmentBytes, long dataOffset) {

    public static final String ALIGNMENT_KEY = "general.alignment";

    public GgufHeader {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = Collections.unmodifiableList(new ArrayList<>(tensors));
    }
}
