// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.link.LinkTransport;
import io.ringrank.backend.llamacpp.model.FingerprintedFile;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.scheduler.engine.Doorbell;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineInbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One engine under supervision and what it says, for a test that waits for it. Test thread only. */
final class SupervisedEngine implements AutoCloseable {

    static final int ENGINE = 7;
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    final HandMovedTime time = new HandMovedTime();
    final LinkTransport transport = LinkTransport.open(1);
    final SocketDirectory sockets = SocketDirectory.create();
    final EngineSupervisor supervisor;
    private final Doorbell doorbell = new Doorbell();
    private final EngineInbox inbox = new EngineInbox(100, doorbell);
    private final LinkedBlockingQueue<EngineState> states = new LinkedBlockingQueue<>();

    SupervisedEngine(EngineSpec spec) throws IOException {
        this(spec, new StartTurns(1));
    }

    SupervisedEngine(EngineSpec spec, StartTurns turns) throws IOException {
        supervisor = new EngineSupervisor(ENGINE, spec,
                new EngineHost(transport, sockets, time, turns), inbox, states::add);
        supervisor.start();
    }

    /** One lane of a model, in a JVM of this class path. */
    static EngineSpec spec(Path model, String mainClass) throws IOException {
        return spec(FingerprintedFile.read(model), mainClass);
    }

    static EngineSpec spec(FingerprintedFile model, String mainClass) {
        Path directory = model.path().resolveSibling("");
        return new EngineSpec(model,
                Compute.onProcessor(NativeLibrary.jllama(directory.resolve("native")), 1, 64),
                EngineJvm.likeThisOne(mainClass, directory));
    }

    /** Waits for the next answer, which must be of that kind. */
    <T extends EngineAnswer> T answer(Class<T> kind) {
        long endNanos = System.nanoTime() + LONGEST_WAIT.toNanos();
        EngineAnswer answer = inbox.poll();
        while (answer == null && System.nanoTime() < endNanos) {
            doorbell.sleep(() -> !inbox.isEmpty(), endNanos - System.nanoTime());
            answer = inbox.poll();
        }
        assertThat(answer).as(() -> "engine said " + supervisor.lastLines()).isInstanceOf(kind);
        return kind.cast(answer);
    }

    /** Waits for the next state of that kind, past those of other kinds. */
    <T extends EngineState> T state(Class<T> kind) throws InterruptedException {
        @Nullable
        EngineState state;
        do {
            state = states.poll(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
        } while (state != null && !kind.isInstance(state));
        assertThat(state).as(() -> "engine said " + supervisor.lastLines()).isNotNull();
        return kind.cast(state);
    }

    boolean saysNothingMore() {
        return inbox.isEmpty();
    }

    Path socket(int start) {
        // The only engine of its process.
        return sockets.socket(0, start);
    }

    @Override
    public void close() throws IOException {
        supervisor.close();
        assertThat(socket(1).getParent()).as("the sockets of closed engines").isEmptyDirectory();
        transport.close();
        sockets.close();
        assertThat(Files.exists(socket(1).getParent())).isFalse();
    }
}
