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
 */
public record HubCaches(HubCache huggingFace, HubCache modelScope) {

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
