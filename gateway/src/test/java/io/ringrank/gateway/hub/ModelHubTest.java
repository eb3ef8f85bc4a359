// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringrank.gateway.hub.HubProblem.Kind;
import io.ringrank.gateway.hub.SearchQuery.Sort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both hubs, against a server that answers as they do. */
class ModelHubTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String Q8 = "bge-reranker-v2-m3-Q8_0.gguf";

    private TestHub server;
    private Hubs hubs;

    @BeforeEach
    void start() throws IOException {
        server = TestHub.withBge();
        connect(server.access("", PATIENCE));
    }

    private void connect(HubAccess access) {
        hubs = new Hubs(access, access, "", "");
    }

    @AfterEach
    void stop() {
        hubs.close();
        server.close();
    }

    private ModelHub huggingFace() {
        return hubs.of(Hub.HUGGING_FACE);
    }

    private RemoteFile q8() throws Exception {
        return file(huggingFace().repository(TestHub.BGE), Q8);
    }

    private static RemoteFile file(Repository repository, String path) {
        return repository.files()
                .stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private byte[] read(RemoteFile file, long from) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (RemoteBytes bytes = hubs.of(file.hub()).open(file, from, file.bytes())) {
            assertThat(bytes.from()).isEqualTo(from);
            byte[] buffer = new byte[1000];
            for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                all.write(buffer, 0, n);
            }
        }
        return all.toByteArray();
    }

    private static SearchQuery query(String text, Optional<String> page, int rows) {
        return new SearchQuery(text, true, Optional.of("text-ranking"), Sort.DOWNLOADS, page,
                rows);
    }

    private static HubProblem problem(ThrowingCallable call) {
        return catchThrowableOfType(HubException.class, call).problem();
    }

    @Test
    void finds_repositories_page_by_page() throws Exception {
        server.put("jina/rerank-more", "b".repeat(40), Map.of());

        SearchPage first = huggingFace().search(query("rerank", Optional.empty(), 1));
        SearchPage second = huggingFace().search(query("rerank", first.next(), 1));

        assertThat(first.rows()).containsExactly(new SearchPage.Row(Hub.HUGGING_FACE, TestHub.BGE,
                1234, 7, "2024-09-29T00:00:00.000Z", "text-ranking", false));
        assertThat(second.rows()).extracting(SearchPage.Row::repository)
                .containsExactly("jina/rerank-more");
        assertThat(second.next()).isEmpty();
        assertThat(server.asked.getFirst()).contains("search=rerank")
                .contains("filter=gguf")
                .contains("sort=downloads")
                .contains("pipeline_tag=text-ranking");
    }

    @Test
    void what_people_type_stays_one_parameter() throws Exception {
        huggingFace().search(query("a&limit=1000#/../é", Optional.empty(), 5));

        assertThat(server.asked.getFirst()).contains("search=a%26limit%3D1000%23%2F..%2F%C3%A9");
    }

    @Test
    void lists_files_with_size_and_digest_at_a_fixed_revision() throws Exception {
        Repository repository = huggingFace().repository(TestHub.BGE);

        assertThat(repository.revision()).isEqualTo("a".repeat(40));
        byte[] bytes = server.bytes(TestHub.BGE, Q8);
        assertThat(file(repository, Q8)).isEqualTo(new RemoteFile(Hub.HUGGING_FACE, TestHub.BGE,
                "a".repeat(40), Q8, bytes.length, TestHub.sha256(bytes)));
        assertThat(repository.files()).extracting(RemoteFile::path).doesNotContain("README.md");
    }

    @ParameterizedTest
    @EnumSource
    void reads_a_file_from_any_byte_on(Hub hub) throws Exception {
        RemoteFile file = file(hubs.of(hub).repository(TestHub.BGE), Q8);
        byte[] bytes = server.bytes(TestHub.BGE, Q8);

        assertThat(read(file, 0)).isEqualTo(bytes);
        assertThat(read(file, bytes.length - 7))
                .isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 7, bytes.length));
    }

    @Test
    void model_scope_finds_and_lists_as_well() throws Exception {
        SearchPage found = hubs.of(Hub.MODELSCOPE).search(query("bge", Optional.empty(), 5));

        assertThat(found.rows()).containsExactly(new SearchPage.Row(Hub.MODELSCOPE, TestHub.BGE, 5,
                2, "2024-09-22T10:13:20Z", "", false));
        assertThat(hubs.of(Hub.MODELSCOPE).repository(TestHub.BGE).files())
                .extracting(RemoteFile::path)
                .contains(Q8);
        assertThat(problem(() -> hubs.of(Hub.MODELSCOPE).repository("no/body")).kind())
                .isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void the_token_goes_to_the_hub_and_to_nobody_else() throws Exception {
        hubs.close();
        connect(server.access(TestHub.TOKEN, PATIENCE));

        read(q8(), 0);

        for (int i = 0; i < server.asked.size(); i++) {
            assertThat(server.authorizations.get(i)).as(server.asked.get(i))
                    .isEqualTo(server.asked.get(i).startsWith("hub")
                            ? "Bearer " + TestHub.TOKEN
                            : "");
        }
        assertThat(server.asked.getLast()).startsWith("cdn");
    }

    @Test
    void the_token_of_model_scope_is_a_cookie() throws Exception {
        hubs.close();
        connect(server.access(TestHub.TOKEN, PATIENCE));

        hubs.of(Hub.MODELSCOPE).repository(TestHub.BGE);

        assertThat(server.cookies).containsExactly("m_session_id=" + TestHub.TOKEN);
        assertThat(server.authorizations).containsExactly("");
    }

    @Test
    void a_missing_repository_is_told_from_a_private_one_as_far_as_the_hub_does()
            throws Exception {
        assertThat(problem(() -> huggingFace().repository("no/body")))
                .isEqualTo(new HubProblem(Kind.NOT_FOUND, "Hugging Face shows nobody the"
                        + " repository no/body: it doesn't exist, or it is private and a token must"
                        + " be set."));
        hubs.close();
        connect(server.access(TestHub.TOKEN, PATIENCE));
        assertThat(problem(() -> huggingFace().repository("no/body")).message())
                .isEqualTo("Hugging Face has no repository no/body.");
    }

    @Test
    void a_gated_file_asks_for_the_licence_and_the_token() throws Exception {
        server.gated.add(TestHub.BGE);
        RemoteFile file = q8();

        assertThat(problem(() -> read(file, 0)).kind()).isEqualTo(Kind.GATED);
        assertThat(problem(() -> read(file, 0)).message())
                .contains("licence")
                .contains("HF_TOKEN");
        hubs.close();
        connect(server.access("hf_other", PATIENCE));
        assertThat(problem(() -> read(file, 0)).message())
                .contains("with the account of the token that is set");
        hubs.close();
        connect(server.access(TestHub.TOKEN, PATIENCE));
        assertThat(read(file, 0)).hasSize((int) file.bytes());
    }

    @Test
    void too_many_requests_say_when_to_come_again() {
        server.refusals.add(429);

        HubProblem problem = problem(() -> huggingFace().repository(TestHub.BGE));

        assertThat(problem.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(problem.retryAfter()).contains(Duration.ZERO);
        assertThat(problem.isTemporary()).isTrue();
    }

    @Test
    void a_hub_in_trouble_is_told_from_one_that_is_not_there() {
        server.refusals.add(503);
        assertThat(problem(() -> huggingFace().repository(TestHub.BGE)).message())
                .isEqualTo("Hugging Face answered 503; it has a problem of its own.");
        hubs.close();
        connect(new HubAccess(URI.create("http://127.0.0.1:1"), "", Set.of(), PATIENCE));
        assertThat(problem(() -> huggingFace().repository(TestHub.BGE))).isEqualTo(new HubProblem(
                Kind.UNREACHABLE,
                "Hugging Face can't be reached at 127.0.0.1: the connection is refused."));
    }

    @Test
    void is_not_led_into_the_own_network() throws Exception {
        RemoteFile file = q8();
        for (String inside : new String[]{"http://127.0.0.1:22/", "http://169.254.169.254/latest",
            "https://127.0.0.1/", "http://localhost/", "file:///etc/passwd", "//10.0.0.1/x",
            "http://127.0.0.1:99999/", "::"}) {
            server.elsewhere = inside;

            assertThat(problem(() -> read(file, 0)).kind()).as(inside)
                    .isEqualTo(Kind.FORBIDDEN_HOST);
        }
        assertThat(server.asked).noneMatch(asked -> asked.startsWith("cdn"));
    }

    @Test
    void the_other_port_must_be_allowed_though_it_is_the_same_machine() throws Exception {
        RemoteFile file = q8();
        hubs.close();
        connect(new HubAccess(server.endpoint(), "", Set.of(), PATIENCE));

        assertThat(problem(() -> read(file, 0)).message()).isEqualTo("The hub sends this server to "
                + server.bytesHost() + ", which is not one of its own; if you trust it, add it to"
                + " hub.allowed-hosts.");
    }

    @Test
    void a_hub_that_leads_in_circles_is_left() throws Exception {
        RemoteFile file = q8();
        server.elsewhere = "/" + TestHub.BGE + "/resolve/" + file.revision() + "/" + Q8;

        assertThat(problem(() -> read(file, 0)).message()).contains("from place to place");
    }

    @Test
    void a_file_that_is_another_now_is_not_read() throws Exception {
        RemoteFile file = q8();
        server.linkedEtag = "f".repeat(64);

        assertThat(problem(() -> read(file, 0))).isEqualTo(new HubProblem(Kind.CORRUPT, Q8
                + " is not what Hugging Face announced: it has another SHA-256 now; try again."));
    }

    @Test
    void a_revision_that_its_owner_removed_is_said_so() throws Exception {
        RemoteFile file = q8();
        server.put(TestHub.BGE, "b".repeat(40), Map.of(Q8, new byte[10]));

        assertThat(problem(() -> read(file, 0)).message()).contains("rewrote the repository");
    }

    @Test
    void a_hub_that_falls_silent_is_given_up() throws Exception {
        RemoteFile file = q8();
        hubs.close();
        connect(server.access("", Duration.ofMillis(300)));
        server.stallsAfter = 1;

        assertThat(problem(() -> read(file, 0)).message())
                .contains("nothing came for 300 milliseconds");
    }

    @Test
    void a_broken_connection_is_temporary() throws Exception {
        RemoteFile file = q8();
        server.cuts.add(10);

        assertThat(problem(() -> read(file, 0)).isTemporary()).isTrue();
    }

    @Test
    void what_is_no_json_is_said_so() throws Exception {
        hubs.close();
        connect(new HubAccess(
                URI.create(server.endpoint() + "/" + TestHub.BGE + "/resolve/" + "a".repeat(40)
                        + "/README.md?x="),
                "", Set.of(server.bytesHost()), PATIENCE));

        assertThat(problem(() -> huggingFace().repository("a/b")).message())
                .contains("no JSON");
    }

    @Test
    void an_answer_that_is_too_long_is_said_so_and_not_asked_for_again() {
        Map<String, byte[]> files = new HashMap<>();
        for (int i = 0; i < 18_000; i++) {
            files.put("a".repeat(200) + i, new byte[0]);
        }
        server.put("org/many", "b".repeat(40), files);

        HubProblem problem = problem(() -> huggingFace().repository("org/many"));

        assertThat(problem.message()).isEqualTo("What Hugging Face says of the repository org/many"
                + " is longer than 4 MiB, which is the most that is read.");
        assertThat(problem.isTemporary()).isFalse();
    }

    @Test
    void an_address_shows_no_token() {
        assertThat(server.access("hf_secret", PATIENCE).toString()).doesNotContain("hf_secret");
    }
}
