// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ringrank.backend.llamacpp.link.ChannelKind;
import io.ringrank.backend.llamacpp.link.Handshake;
import io.ringrank.backend.llamacpp.link.LinkTransport;
import io.ringrank.backend.llamacpp.link.ToGateway;
import io.ringrank.backend.llamacpp.model.FileStamp;
import io.ringrank.backend.llamacpp.model.FingerprintedFile;
import io.ringrank.scheduler.engine.Doorbell;
import io.ringrank.scheduler.engine.EngineInbox;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineLinkHandlerTest {

    @TempDir
    private Path directory;

    @Test
    void a_stranger_who_says_nothing_is_sent_away() throws Exception {
        try (LinkTransport transport = LinkTransport.open(1);
                SocketDirectory sockets = SocketDirectory.create(directory)) {
            EngineSetup setup = new EngineSetup(0, 0,
                    SupervisedEngine
                            .spec(new FingerprintedFile(directory.resolve("m"), "0".repeat(64),
                                    new FileStamp(0, 0)), "Main"),
                    new EngineHost(transport, sockets, new HandMovedTime(), new StartTurns(1)),
                    new EngineInbox(1, new Doorbell()), new OutputTail());
            EngineRun run = new EngineRun(setup, 1, transport.nextLoop(), new Unheard());
            EmbeddedChannel channel =
                    new EmbeddedChannel(new EngineLinkHandler(run, new Handshake()));

            channel.advanceTimeBy(EngineLinkHandler.HELLO_SECONDS_MAX - 1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            assertThat(channel.isOpen()).isTrue();
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            assertThat(channel.isOpen()).isFalse();
        }
    }

    private static final class Unheard implements EngineRun.Events {

        @Override
        public void onLoading(float fraction) {
            throw new AssertionError("nothing is loading");
        }

        @Override
        public void onReady(ToGateway.Ready ready,
                Map<ChannelKind, Channel> channels,
                long pid) {
            throw new AssertionError("nothing is ready");
        }

        @Override
        public void onAnswer(ToGateway.Answer answer) {
            throw new AssertionError("nothing was asked");
        }

        @Override
        public void onEnd(String reason, boolean again) {
            throw new AssertionError("nothing began");
        }
    }
}
