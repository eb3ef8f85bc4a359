// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.RemoteFile;
import io.ringrank.gateway.hub.TestHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** One file of a hub, and what is here of it. */
abstract class DownloadFixture extends StoreFixture {

    RemoteFile file;
    byte[] bytes;

    @BeforeEach
    void chooseFile() throws Exception {
        file = rig.file(Hub.HUGGING_FACE, Q8);
        bytes = hub.bytes(TestHub.BGE, Q8);
    }

    Path part() {
        return rig.caches.huggingFace().part(file);
    }

    /** Requests for bytes, with their ranges. */
    List<String> ranges() {
        return hub.asked.stream()
                .filter(asked -> asked.startsWith("cdn"))
                .map(asked -> asked.substring(asked.lastIndexOf("bytes=")))
                .toList();
    }

    void leavePart(byte[] begun) throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), begun);
    }
}
