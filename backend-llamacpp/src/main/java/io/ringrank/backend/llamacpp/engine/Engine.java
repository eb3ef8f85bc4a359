// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.link.ChannelKind;
import io.ringrank.backend.llamacpp.link.LinkTransport;
import io.ringrank.backend.llamacpp.link.ToGateway;
import io.ringrank.backend.llamacpp.runtime.LaneException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** What an engine process does, from its first line of input to its end. */
final class Engine {

    static final int EXIT_GATEWAY_GONE = 0;
    static final int EXIT_USAGE = 64;
    static final int EXIT_FAULT = 70;
    static final int EXIT_NO_LANES = 71;
    static final int EXIT_LINK = 76;

    private final RuntimeSource runtimes;
    private final IntConsumer exit;

    /** @param exit ends the process at once, whatever its other threads are doing */
    Engine(RuntimeSource runtimes, IntConsumer exit) {
        this.runtimes = runtimes;
        this.exit = exit;
    }

    /** Does not return while the gateway is there. */
    void run(Path socket, InputStream input) {
        Thread.setDefaultUncaughtExceptionHandler(this::onFault);
        GatewayWatch watch = new GatewayWatch(input);
        try (LinkTransport transport = LinkTransport.open(1)) {
            byte[] token = watch.readToken();
            watch.start(() -> exit.accept(EXIT_GATEWAY_GONE));
            CommandHandler commands = new CommandHandler(this::end);
            GatewayLink link = GatewayLink.connect(transport, socket, token, commands);
            serve(link, commands);
        } catch (IOException e) {
            end(EXIT_USAGE, String.valueOf(e.getMessage()));
        } catch (LaneException e) {
            // Not a failed load: memory that lacks now may be there at the next start.
            end(EXIT_NO_LANES, String.valueOf(e.getMessage()));
        }
    }

    private void serve(GatewayLink link, CommandHandler commands) throws LaneException {
        switch (new EngineLoader(runtimes, link).load(commands.awaitLoad())) {
            case EngineLoader.Outcome.Loaded(ToGateway.Ready ready, Workers workers) -> {
                commands.open(workers);
                link.send(ChannelKind.SCORE, ready);
            }
            case EngineLoader.Outcome.Failed(String message) ->
                link.send(ChannelKind.SCORE, new ToGateway.LoadFailed(message));
        }
        link.awaitClose();
    }

    private void end(int status, String message) {
        System.err.println(message);
        exit.accept(status);
    }

    private void onFault(Thread thread, Throwable fault) {
        System.err.println("fault in thread " + thread.getName() + ": " + fault);
        fault.printStackTrace();
        exit.accept(EXIT_FAULT);
    }
}
