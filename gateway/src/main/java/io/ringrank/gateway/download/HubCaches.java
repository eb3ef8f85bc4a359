// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.Hub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders of all hubs. Any thread.
 *
 * @param huggingFace may be shared with other programs
 * @param held what must not be deleted from them
 */
public record HubCaches(HubCache huggingFace, HubCache modelScope, HeldFiles held) {

    /** Nothing is held yet. */
    public HubCaches(HubCache huggingFace, HubCache modelScope) {
        this(huggingFace, modelScope, new HeldFiles());
    }

    HubCache of(Hub hub) {
        return switch (hub) {
            case HUGGING_FACE -> huggingFace;
            case MODELSCOPE -> modelScope;
        };
    }

    List<CachedFile> list() throws IOException {
        List<CachedFile> files = new ArrayList<>(huggingFace.list());
        files.addAll(modelScope.list());
        return files;
    }
}
