// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.link.Handshake.Verdict;
import io.ringrank.backend.llamacpp.link.ToGateway.Hello;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HandshakeTest {

    private final Handshake handshake = new Handshake();

    @Test
    void is_complete_when_both_channels_were_there_once() {
        assertThat(handshake.check(Handshake.hello(ChannelKind.SCORE, handshake.token())))
                .isEqualTo(new Verdict.Accepted(ChannelKind.SCORE));
        assertThat(handshake.isComplete()).isFalse();
        assertThat(handshake.check(Handshake.hello(ChannelKind.TOKENIZE, handshake.token())))
                .isEqualTo(new Verdict.Accepted(ChannelKind.TOKENIZE));
        assertThat(handshake.isComplete()).isTrue();
    }

    @Test
    void refuses_a_wrong_token_without_telling_the_right_one() {
        Verdict verdict =
                handshake.check(Handshake.hello(ChannelKind.SCORE, new Handshake().token()));

        assertThat(verdict).isEqualTo(new Verdict.Rejected(
                "expected the one-time token of this start, found another"));
        assertThat(verdict.toString())
                .doesNotContain(HexFormat.of().formatHex(handshake.token()));
    }

    @Test
    void refuses_another_version_and_names_both() {
        assertThat(handshake.check(new Hello(LinkLimits.PROTOCOL_VERSION + 1,
                ChannelKind.SCORE.code(), handshake.token()))).isEqualTo(new Verdict.Rejected(
                        "expected protocol version " + LinkLimits.PROTOCOL_VERSION + ", found "
                                + (LinkLimits.PROTOCOL_VERSION + 1)));
    }

    @Test
    void refuses_a_channel_that_is_there_already() {
        handshake.check(Handshake.hello(ChannelKind.SCORE, handshake.token()));

        assertThat(handshake.check(Handshake.hello(ChannelKind.SCORE, handshake.token())))
                .isEqualTo(new Verdict.Rejected(
                        "expected a channel that is missing, one of [tokenize], found score"));
    }

    @Test
    void refuses_a_kind_that_does_not_exist() {
        assertThat(handshake.check(
                new Hello(LinkLimits.PROTOCOL_VERSION, 9, handshake.token())))
                .isEqualTo(new Verdict.Rejected("expected a channel that is missing, one of"
                        + " [tokenize, score], found kind 9"));
    }
}
