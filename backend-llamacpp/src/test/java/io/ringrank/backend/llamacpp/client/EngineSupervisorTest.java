// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.ringrank.backend.llamacpp.engine.EngineMain;
import io.ringrank.backend.llamacpp.engine.StuckEngineMain;
import io.ringrank.backend.llamacpp.fixture.TinyBert;
import io.ringrank.backend.llamacpp.link.ChannelKind;
import io.ringrank.backend.llamacpp.link.Handshake;
import io.ringrank.backend.llamacpp.link.LinkLimits;
import io.ringrank.backend.llamacpp.link.ToEngine;
import io.ringrank.backend.llamacpp.link.ToGateway;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EnginePort;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.TokenRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, the real library, a tiny model. */
class EngineSupervisorTest {

    private static final String ENGINE_MAIN = EngineMain.class.getName();

    @TempDir
    private static Path directory;
    private static Path model;

    @BeforeAll
    static void writeTheModel() throws Exception {
        model = new TinyBert().write(directory.resolve("tiny.gguf"));
    }

    @Test
    void an_engine_tokenizes_scores_dies_and_is_back() throws Exception {
        EngineSpec spec = SupervisedEngine.spec(model, ENGINE_MAIN);
        try (SupervisedEngine engine = new SupervisedEngine(spec)) {
            EngineAnswer.Up up = engine.answer(EngineAnswer.Up.class);
            assertThat(up.facts().profile().modelFingerprint())
                    .isEqualTo(spec.model().fingerprint());
            assertThat(up.facts().profile().nativeBuild()).isEqualTo("b4916");
            assertThat(up.facts().lanes()).isEqualTo(1);
            assertThat(engine.socket(1)).as("the socket, once connected").doesNotExist();
            float[] before = score(engine, up.port());

            EngineState.Running running = engine.state(EngineState.Running.class);
            assertThat(running.contextTokens()).isEqualTo(TinyBert.CONTEXT_TOKENS);
            kill(running.pid());

            EngineAnswer.Down down = engine.answer(EngineAnswer.Down.class);
            assertThat(down.reason()).contains("signal 9 (SIGKILL");
            assertThat(down.restarting()).isTrue();
            assertThat(engine.state(EngineState.Restarting.class).delay()).isZero();
            EngineAnswer.Up again = engine.answer(EngineAnswer.Up.class);
            assertThat(again.facts()).isEqualTo(up.facts());
            assertThat(score(engine, again.port())).containsExactly(before);

            up.port()
                    .tokenize(99, utf8("red"), List.of(utf8("apple")),
                            ScoringOptions.DEFAULT);
            again.port()
                    .tokenize(100, utf8("red"), List.of(utf8("apple")),
                            ScoringOptions.DEFAULT);
            assertThat(engine.answer(EngineAnswer.Tokenized.class).id())
                    .as("a port whose engine is down says nothing")
                    .isEqualTo(100);
        }
    }

    @Test
    void an_engine_says_why_it_can_not_do_a_command_and_lives_on() throws Exception {
        try (SupervisedEngine engine =
                new SupervisedEngine(SupervisedEngine.spec(model, ENGINE_MAIN))) {
            EnginePort port = engine.answer(EngineAnswer.Up.class).port();

            port.tokenize(1, utf8("red ".repeat(40)), List.of(utf8("apple")),
                    ScoringOptions.DEFAULT);
            assertThat(engine.answer(EngineAnswer.Tokenized.class).result())
                    .isInstanceOf(TokenizedQuery.QueryTooLong.class);
            TokenRow empty = new TokenRow(new int[0]);
            port.score(2, 0, List.of(
                    new PreparedPair(empty, new TokenRow(new int[]{1_000_000}), false)));
            assertThat(engine.answer(EngineAnswer.CommandFailed.class).message())
                    .contains("token id");
            port.score(3, 2, List.of(new PreparedPair(empty, new TokenRow(new int[]{1}), false)));
            assertThat(engine.answer(EngineAnswer.CommandFailed.class).message())
                    .contains("no room");
            score(engine, port);
        }
    }

    @Test
    void a_closed_engine_is_gone() throws Exception {
        SupervisedEngine engine = new SupervisedEngine(SupervisedEngine.spec(model, ENGINE_MAIN));
        ProcessHandle process;
        try (engine) {
            engine.answer(EngineAnswer.Up.class);
            process = ProcessHandle.of(engine.state(EngineState.Running.class).pid())
                    .orElseThrow();
        }
        assertThat(process.isAlive()).isFalse();
        EngineAnswer.Down down = engine.answer(EngineAnswer.Down.class);
        assertThat(down.reason()).isEqualTo("stopped");
        assertThat(down.restarting()).isFalse();
        engine.state(EngineState.Stopped.class);
        assertThat(engine.saysNothingMore()).isTrue();
    }

    @Test
    void an_engine_leaves_its_end_to_its_gateway() throws Exception {
        try (SupervisedEngine engine =
                new SupervisedEngine(SupervisedEngine.spec(model, ENGINE_MAIN))) {
            long pid = engine.state(EngineState.Running.class).pid();
            Path status = Path.of("/proc/" + pid + "/status");
            assumeThat(status).exists();

            String ignored = Files.readAllLines(status)
                    .stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .findFirst()
                    .orElseThrow();
            long mask = Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16);
            for (int signal : new int[]{1, 2, 15}) {
                assertThat(mask >> (signal - 1) & 1).as("signal %s is ignored", signal).isOne();
            }
        }
    }

    @Test
    void an_engine_can_be_closed_before_it_is_up() throws Exception {
        SupervisedEngine engine = new SupervisedEngine(SupervisedEngine.spec(model, ENGINE_MAIN));
        engine.close();

        assertThat(engine.answer(EngineAnswer.Down.class).restarting()).isFalse();
        engine.state(EngineState.Stopped.class);
    }

    @Test
    void a_model_that_can_not_be_loaded_is_not_tried_again() throws Exception {
        Path text = Files.writeString(directory.resolve("text.gguf"), "not a model");
        try (SupervisedEngine engine =
                new SupervisedEngine(SupervisedEngine.spec(text, ENGINE_MAIN))) {
            EngineAnswer.Down down = engine.answer(EngineAnswer.Down.class);
            assertThat(down.reason()).contains(text.toString()).contains("is not a GGUF file");
            assertThat(down.restarting()).isFalse();
            EngineState.Failed failed = engine.state(EngineState.Failed.class);
            assertThat(failed.reason()).isEqualTo(down.reason());
            assertThat(failed.retryDelay()).isZero();
        }
    }

    @Test
    void a_model_that_was_changed_is_not_loaded() throws Exception {
        Path changed = Files.copy(model, directory.resolve("changed.gguf"));
        EngineSpec spec = SupervisedEngine.spec(changed, ENGINE_MAIN);
        Files.setLastModifiedTime(changed, FileTime.fromMillis(1));
        try (SupervisedEngine engine = new SupervisedEngine(spec)) {
            EngineAnswer.Down down = engine.answer(EngineAnswer.Down.class);
            assertThat(down.reason()).contains(changed + " was changed since it was examined");
            assertThat(down.restarting()).isFalse();
        }
    }

    @Test
    void a_model_that_kills_its_engine_is_tried_ever_more_slowly() throws Exception {
        byte[] bytes = Files.readString(model, StandardCharsets.ISO_8859_1)
                .replaceFirst("fruit", "llama")
                .getBytes(StandardCharsets.ISO_8859_1);
        Path duplicate = Files.write(directory.resolve("duplicate-token.gguf"), bytes);
        try (SupervisedEngine engine =
                new SupervisedEngine(SupervisedEngine.spec(duplicate, ENGINE_MAIN))) {
            for (int start = 1; start < 5; start++) {
                EngineAnswer.Down down = engine.answer(EngineAnswer.Down.class);
                assertThat(down.reason()).contains("signal 6 (SIGABRT")
                        .contains("GGML_ASSERT")
                        .startsWith("while it loaded " + duplicate);
                assertThat(down.restarting()).isTrue();
                Duration delay = engine.state(EngineState.Restarting.class).delay();
                if (delay.isPositive()) {
                    engine.time.awaitTimer(SupervisedEngine.LONGEST_WAIT);
                    engine.time.pass(delay);
                }
            }
            assertThat(engine.answer(EngineAnswer.Down.class).restarting()).isFalse();
            assertThat(engine.state(EngineState.Failed.class).retryDelay())
                    .isEqualTo(Duration.ofMinutes(1));
        }
        assertThat(directory).isDirectoryNotContaining("glob:**/core*");
    }

    @Test
    void an_engine_that_sends_what_is_no_frame_is_ended() throws Exception {
        EngineSpec spec = SupervisedEngine.spec(model, RudeEngineMain.class.getName());
        try (SupervisedEngine engine = new SupervisedEngine(spec)) {
            assertThat(engine.answer(EngineAnswer.Down.class).reason()).isEqualTo(
                    "the engine sent a malformed frame: no frame has the type 99");
        }
    }

    @Test
    void an_engine_starts_when_its_turn_has_come_and_the_time_before_does_not_count()
            throws Exception {
        EngineSpec spec = SupervisedEngine.spec(model, ENGINE_MAIN);
        StartTurns turns = new StartTurns(1);
        StartTurns.Turn other = turns.take(() -> {});
        try (SupervisedEngine waiting = new SupervisedEngine(spec, turns)) {
            waiting.state(EngineState.Starting.class);
            try (SupervisedEngine free = new SupervisedEngine(spec)) {
                free.answer(EngineAnswer.Up.class);
            }
            waiting.time.pass(EngineRun.CONNECT_MAX);
            assertThat(waiting.saysNothingMore()).isTrue();

            other.end();
            waiting.answer(EngineAnswer.Up.class);
            CompletableFuture<Boolean> next = new CompletableFuture<>();
            var _ = turns.take(() -> next.complete(true));
            assertThat(next.isDone()).as("a turn for the next, once it has connected").isTrue();
        }
    }

    @Test
    void an_engine_that_waits_for_its_turn_can_be_closed() throws Exception {
        StartTurns turns = new StartTurns(1);
        StartTurns.Turn other = turns.take(() -> {});
        try (SupervisedEngine waiting = new SupervisedEngine(
                SupervisedEngine.spec(model, ENGINE_MAIN), turns)) {
            waiting.state(EngineState.Starting.class);
        }
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        var _ = turns.take(() -> next.complete(true));
        other.end();
        assertThat(next.join()).as("the turn of the next").isTrue();
    }

    @Test
    void a_process_that_never_connects_is_ended() throws Exception {
        EngineSpec spec = SupervisedEngine.spec(model, UnconnectedMain.class.getName());
        try (SupervisedEngine engine = new SupervisedEngine(spec)) {
            engine.time.awaitTimer(SupervisedEngine.LONGEST_WAIT);
            engine.time.pass(EngineRun.CONNECT_MAX);

            assertThat(engine.answer(EngineAnswer.Down.class).reason())
                    .isEqualTo("the engine process did not connect within 30 s");
        }
    }

    @Test
    void a_stranger_at_the_socket_is_told_what_was_expected() throws Exception {
        EngineSpec spec = SupervisedEngine.spec(model, UnconnectedMain.class.getName());
        try (SupervisedEngine engine = new SupervisedEngine(spec)) {
            engine.time.awaitTimer(SupervisedEngine.LONGEST_WAIT);

            assertThat(refusal(engine, Handshake.hello(ChannelKind.SCORE, new byte[32])))
                    .isEqualTo("expected the one-time token of this start, found another");
            assertThat(refusal(engine, new ToGateway.Hello(99, 1, new byte[32])))
                    .isEqualTo("expected protocol version " + LinkLimits.PROTOCOL_VERSION
                            + ", found 99");
            assertThat(refusal(engine, new ToGateway.LoadProgress(1)))
                    .isEqualTo("expected a Hello, found a LoadProgress");
            assertThat(refusal(engine, new ToGateway.Scored(1, new float[100], 1)))
                    .contains("found a malformed frame: frame of 421 bytes, at most 64");
            assertThat(engine.saysNothingMore()).isTrue();
        }
    }

    @Test
    void a_java_that_is_not_there_is_a_failed_start() throws Exception {
        EngineJvm jvm = new EngineJvm(directory.resolve("no-java"), "", ENGINE_MAIN, 64, directory);
        EngineSpec usual = SupervisedEngine.spec(model, ENGINE_MAIN);
        EngineSpec spec = new EngineSpec(usual.model(), usual.compute(), jvm);
        try (SupervisedEngine engine = new SupervisedEngine(spec)) {
            EngineAnswer.Down down = engine.answer(EngineAnswer.Down.class);
            assertThat(down.reason()).contains("exit code 127").contains("no-java");
            assertThat(down.restarting()).isTrue();
        }
    }

    @Test
    void an_engine_that_says_nothing_of_its_load_is_ended_and_started_again() throws Exception {
        try (SupervisedEngine engine = new SupervisedEngine(
                SupervisedEngine.spec(model, StuckEngineMain.class.getName()))) {
            engine.state(EngineState.Loading.class);

            engine.time.pass(EngineRun.LOAD_SILENCE_MAX);

            EngineAnswer.Down down = engine.answer(EngineAnswer.Down.class);
            assertThat(down.reason()).contains("said nothing of its load for 10 minutes");
            assertThat(down.restarting()).isTrue();
        }
    }

    private static float[] score(SupervisedEngine engine, EnginePort port) {
        port.tokenize(10, utf8("red fruit"), List.of(utf8("apple"), utf8("llama garden")),
                ScoringOptions.DEFAULT);
        TokenizedQuery.Rows rows =
                (TokenizedQuery.Rows) engine.answer(EngineAnswer.Tokenized.class).result();
        assertThat(rows.suffixes()).hasSize(2);
        List<PreparedPair> batch = rows.suffixes()
                .stream()
                .map(
                        suffix -> new PreparedPair(rows.prefix(), suffix.row(), suffix.truncated()))
                .toList();
        port.score(11, 0, batch);
        EngineAnswer.Scored scored = engine.answer(EngineAnswer.Scored.class);
        assertThat(scored.id()).isEqualTo(11);
        assertThat(scored.raw()).hasSize(2).doesNotContain(Float.NaN);
        assertThat(scored.computeNanos()).isPositive();
        return scored.raw();
    }

    private static void kill(long pid) {
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }

    private static String refusal(SupervisedEngine engine, ToGateway first) throws Exception {
        CompletableFuture<String> refusal = new CompletableFuture<>();
        var channel = engine.transport.connect(engine.transport.nextLoop(), engine.socket(1),
                new SimpleChannelInboundHandler<ToEngine>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, ToEngine frame) {
                        refusal.complete(((ToEngine.Refused) frame).message());
                    }
                }).sync().channel();
        channel.writeAndFlush(first).sync();
        String message = refusal.get(20, TimeUnit.SECONDS);
        assertThat(channel.closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
        return message;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
