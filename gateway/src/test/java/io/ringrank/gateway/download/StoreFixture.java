// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.TestHub;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store with a hub that has the models of the tutorial. */
abstract class StoreFixture {

    static final String BGE = "hf:" + TestHub.BGE;
    static final String Q8 = "bge-reranker-v2-m3-Q8_0.gguf";

    @TempDir
    Path directory;
    TestHub hub;
    StoreRig rig;

    @BeforeEach
    void openStore() throws IOException {
        hub = TestHub.withBge();
        rig = new StoreRig(hub, directory);
    }

    @AfterEach
    void closeStore() {
        rig.close();
        hub.close();
    }
}
