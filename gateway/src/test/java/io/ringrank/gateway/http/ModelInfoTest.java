// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.rerank.ModelDetails;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code /info} says of a deployment whose engines don't run. */
class ModelInfoTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonObject info() throws Exception {
        return TestServer.json(server.send(server.request("/info")
                .header("Authorization", "Bearer " + server.inference.key().value())));
    }

    @Test
    void says_how_long_a_pair_may_be_as_soon_as_the_file_was_examined() throws Exception {
        server.target.details = new TargetDetails(List.of(), LoadSnapshot.NONE, 0, 0,
                Optional.of(new TargetDetails.Model(new ModelDetails(List.of(), List.of(), "bert",
                        "bert", "", "Q8_0", 1, 1,
                        new ModelDetails.Shape(1, 1, 1, 1, 1, 1, 8_192),
                        new ModelDetails.Vocabulary("wordpiece", 1, ""),
                        new ModelDetails.Head("", true, List.of(), false), List.of()), "", 512,
                        Optional.empty(),
                        new TargetDetails.SelfTestDetails("none", false, ""))));

        assertThat(info().getInteger("max_input_length")).isEqualTo(512);
        assertThat(info().getString("model_dtype")).isEqualTo("Q8_0");
        assertThat(info().fieldNames()).doesNotContain("max_batch_tokens");
    }

    @Test
    void leaves_out_what_nobody_knows_before() throws Exception {
        assertThat(info().fieldNames()).contains("model_id", "max_client_batch_size")
                .doesNotContain("max_input_length");
    }
}
