// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.ringrank.backend.llamacpp.link.ChannelKind;
import io.ringrank.backend.llamacpp.link.LinkLimits;
import io.ringrank.backend.llamacpp.link.ToEngine;
import io.ringrank.backend.llamacpp.link.ToGateway;
import io.ringrank.scheduler.engine.Doorbell;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.engine.EngineInbox;
import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.pair.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineClientTest {

    private static final int ENGINE = 5;
    private static final byte[] QUERY = {1};
    private static final byte[] DOCUMENT = {2};
    private static final EngineFacts FACTS =
            new EngineFacts(new ScoringProfile("f", "l", "b"), 2, 8, 8, 4,
                    EngineDevice.processor("p"), false);

    private final EmbeddedChannel tokenize = new EmbeddedChannel();
    private final EmbeddedChannel score = new EmbeddedChannel();
    private final EngineInbox inbox = new EngineInbox(200, new Doorbell());
    private final List<String> faults = new ArrayList<>();
    private final EngineClient client = new EngineClient(ENGINE, FACTS, inbox,
            Map.of(ChannelKind.TOKENIZE, tokenize, ChannelKind.SCORE, score), faults::add);

    @Test
    void sends_the_prefix_of_a_query_once_for_all_its_pairs() {
        TokenRow first = new TokenRow(new int[]{1, 2});
        TokenRow second = new TokenRow(new int[]{1, 2});

        client.score(1, 1, List.of(pair(first, 7), pair(second, 8), pair(first, 9)));

        score.runPendingTasks();
        assertThat(score.<ToEngine>readOutbound()).usingRecursiveComparison()
                .isEqualTo(new ToEngine.Score(1, 1, List.of(first.ids(), second.ids()),
                        List.of(new ToEngine.Row(0, new int[]{7}),
                                new ToEngine.Row(1, new int[]{8}),
                                new ToEngine.Row(0, new int[]{9}))));
    }

    @Test
    void turns_each_answer_into_the_schedulers() {
        tokenizeOne(1);
        tokenizeOne(2);
        scoreOne(3);
        scoreOne(4);

        client.onAnswer(tokenized(1, 1));
        client.onAnswer(new ToGateway.QueryTooLong(2, 9, 8));
        client.onAnswer(new ToGateway.Scored(3, new float[]{0.5f}, 77));
        client.onAnswer(new ToGateway.CommandFailed(4, "no"));

        EngineAnswer.Tokenized rows = (EngineAnswer.Tokenized) inbox.poll();
        assertThat(rows).usingRecursiveComparison()
                .isEqualTo(new EngineAnswer.Tokenized(ENGINE, 1,
                        rows(new int[]{1}, row(2, 3))));
        assertThat(inbox.poll()).isEqualTo(
                new EngineAnswer.Tokenized(ENGINE, 2, new TokenizedQuery.QueryTooLong(9, 8)));
        assertThat(inbox.poll()).usingRecursiveComparison()
                .isEqualTo(new EngineAnswer.Scored(ENGINE, 3, new float[]{0.5f}, 77));
        assertThat(inbox.poll()).isEqualTo(new EngineAnswer.CommandFailed(ENGINE, 4, "no"));
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(faults).isEmpty();
    }

    @Test
    void distrusts_an_engine_that_answers_what_nobody_asked() {
        client.onAnswer(new ToGateway.CommandFailed(9, "no"));

        assertThat(inbox.isEmpty()).isTrue();
        assertThat(faults).singleElement().asString().contains("fits no command");
    }

    @Test
    void distrusts_an_engine_that_answers_twice() {
        scoreOne(1);
        client.onAnswer(new ToGateway.Scored(1, new float[]{1}, 1));
        client.onAnswer(new ToGateway.Scored(1, new float[]{1}, 1));

        assertThat(inbox.poll()).isInstanceOf(EngineAnswer.Scored.class);
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(faults).hasSize(1);
    }

    @Test
    void distrusts_answers_of_the_wrong_kind_or_size() {
        scoreOne(1);
        scoreOne(2);
        tokenizeOne(3);
        tokenizeOne(4);
        client.onAnswer(new ToGateway.Scored(1, new float[]{1, 2}, 1));
        client.onAnswer(tokenized(2, 1));
        client.onAnswer(tokenized(3, 2));
        client.onAnswer(new ToGateway.Tokenized(4, rows(new int[6], row(0, 0, 0))));

        assertThat(inbox.isEmpty()).isTrue();
        assertThat(faults).hasSize(4);
    }

    @Test
    void fails_a_command_that_no_frame_can_hold_and_lives_on() {
        client.tokenize(1, new byte[LinkLimits.FRAME_BYTES_MAX], List.of(DOCUMENT),
                ScoringOptions.DEFAULT);
        tokenize.runPendingTasks();

        assertThat(inbox.poll()).isInstanceOfSatisfying(EngineAnswer.CommandFailed.class,
                failed -> assertThat(failed.message()).contains("larger than 16777216"));
        assertThat(tokenize.<ToEngine>readOutbound()).isNull();
        assertThat(faults).isEmpty();
    }

    @Test
    void holds_a_bounded_number_of_commands() {
        int commandsMax = LinkLimits.TOKENIZE_COMMANDS_MAX
                + FACTS.lanes() * (1 + LinkLimits.BATCHES_PER_LANE_MAX);
        for (int id = 0; id < commandsMax; id++) {
            tokenizeOne(id);
        }
        assertThat(inbox.isEmpty()).isTrue();

        tokenizeOne(commandsMax);
        assertThat(inbox.poll()).isInstanceOf(EngineAnswer.CommandFailed.class);
    }

    @Test
    void is_silent_once_closed() {
        tokenizeOne(1);
        client.close();
        tokenize.releaseOutbound();

        tokenizeOne(2);

        assertThat(tokenize.<ToEngine>readOutbound()).isNull();
        assertThat(inbox.isEmpty()).isTrue();
    }

    private void tokenizeOne(long id) {
        client.tokenize(id, QUERY, List.of(DOCUMENT), ScoringOptions.DEFAULT);
        tokenize.runPendingTasks();
    }

    private void scoreOne(long id) {
        client.score(id, 0, List.of(pair(new TokenRow(new int[]{1}), 2)));
        score.runPendingTasks();
    }

    private static PreparedPair pair(TokenRow prefix, int suffix) {
        return new PreparedPair(prefix, new TokenRow(new int[]{suffix}), false);
    }

    private static ToGateway.Tokenized tokenized(long id, int suffixes) {
        TokenizedDocument[] rows = new TokenizedDocument[suffixes];
        Arrays.fill(rows, row(2, 3));
        return new ToGateway.Tokenized(id, rows(new int[]{1}, rows));
    }

    private static TokenizedQuery.Rows rows(int[] prefix, TokenizedDocument... documents) {
        return new TokenizedQuery.Rows(new TokenRow(prefix), List.of(documents));
    }

    private static TokenizedDocument row(int... ids) {
        return new TokenizedDocument.Suffixes(
                List.of(new TokenizedQuery.Suffix(new TokenRow(ids), true)));
    }
}
