// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.ringrank.backend.llamacpp.link.LinkTransport;
import io.ringrank.backend.llamacpp.link.ToEngine;
import io.ringrank.backend.llamacpp.link.ToGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine process does when its gateway is not as it should be. */
class EngineMainTest {

    private static final String TOKEN = "00".repeat(32) + '\n';

    @TempDir
    private Path directory;
    private @Nullable Process process;

    @AfterEach
    void endTheProcess() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void says_how_it_is_meant_to_be_started() throws Exception {
        Process engine = start(List.of());

        assertThat(output(engine)).contains("expected the path of a socket, found 0 arguments");
        assertThat(engine.exitValue()).isEqualTo(Engine.EXIT_USAGE);
    }

    @Test
    void ends_when_it_is_given_no_token() throws Exception {
        Process engine = start(List.of(directory.resolve("s").toString()));
        engine.getOutputStream().close();

        assertThat(output(engine)).contains("expected a line with a token on standard input");
        assertThat(engine.exitValue()).isEqualTo(Engine.EXIT_USAGE);
    }

    @Test
    void ends_with_the_gateways_words_when_it_is_refused() throws Exception {
        try (LinkTransport transport = LinkTransport.open(1)) {
            assertThat(outputAfter(transport, new ToEngine.Refused("expected version 2")))
                    .contains("the gateway refused the connection: expected version 2");
        }
    }

    @Test
    void ends_when_the_gateway_closes_the_link() throws Exception {
        try (LinkTransport transport = LinkTransport.open(1)) {
            assertThat(outputAfter(transport, null)).contains("the gateway closed the link");
        }
    }

    private String outputAfter(LinkTransport transport, @Nullable ToEngine answer)
            throws Exception {
        Path socket = directory.resolve("s");
        transport.listen(transport.nextLoop(), socket, () -> new Answering(answer)).sync();
        Process engine = start(List.of(socket.toString()));
        engine.getOutputStream().write(TOKEN.getBytes(StandardCharsets.US_ASCII));
        engine.getOutputStream().flush();

        String output = output(engine);
        assertThat(engine.exitValue()).isEqualTo(Engine.EXIT_LINK);
        return output;
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                EngineMain.class.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process;
    }

    private static String output(Process engine) throws Exception {
        assertThat(engine.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new String(engine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Answers a Hello, or closes where there is no answer. */
    private static final class Answering extends SimpleChannelInboundHandler<ToGateway> {

        private final @Nullable ToEngine answer;

        Answering(@Nullable ToEngine answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ToGateway frame) {
            var _ = answer == null ? context.close() : context.writeAndFlush(answer);
        }
    }
}
