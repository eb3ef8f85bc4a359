// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.gateway.app.LocalNatives;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.gateway.config.RingrankConfig;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The engines of a server behind their link, fed without HTTP, texts or scheduler: as many pairs a
 * second as a server could bring. One thread.
 */
public final class EngineLoop implements AutoCloseable {
    /*
     * A server learns how large its batches should be, so the loop, too, has to find its best size before
     * it is a yardstick.
     */

    private static final int[] SIZES = {128, 256, 512};
    private static final int PAIRS_OF_FIRST_RUN = 32;

    private final EngineSide side;
    private final BenchSetup setup;
    private final Workload workload;
    private int tokensPerBatch = SIZES[0];
    private double pairsPerSecond;
    private long seed;

    private EngineLoop(EngineSide side, BenchSetup setup, Workload workload) {
        this.side = side;
        this.setup = setup;
        this.workload = workload;
    }

    /**
     * Starts engines with the library and the lanes of a server with these settings.
     *
     * @param secondsOfATry how long each size of batches is tried
     */
    public static EngineLoop start(CliContext context, RingrankConfig config, Path model,
            Workload workload, double secondsOfATry) throws IOException, CommandFailedException,
            ServerStartException, InterruptedException {
        LocalNatives natives = LocalNatives.of(config, context.home());
        BenchSetup setup = new BenchSetup(
                BenchedModel.of(model, String.valueOf(model.getFileName())),
                new Libraries(config.engine(), natives, Workload.TOKENS_MAX + SIZES[0])
                        .chosen(context.progress()),
                natives);
        EngineLoop loop = new EngineLoop(EngineSide.start(setup), setup, workload);
        boolean ready = false;
        try {
            loop.chooseSize(secondsOfATry);
            ready = true;
            return loop;
        } finally {
            if (!ready) {
                loop.close();
            }
        }
    }

    private void chooseSize(double seconds) throws CommandFailedException {
        pairsPerSecond = run(PAIRS_OF_FIRST_RUN);
        int best = tokensPerBatch;
        double most = 0;
        for (int size : SIZES) {
            tokensPerBatch = size;
            double rate = pairsPerSecond(seconds);
            if (rate > most) {
                most = rate;
                best = size;
            }
        }
        tokensPerBatch = best;
    }

    /** Computes for about so long. */
    public double pairsPerSecond(double seconds) throws CommandFailedException {
        pairsPerSecond =
                run((int) Math.max(1, Math.round(pairsPerSecond * seconds / setup.lanes())));
        return pairsPerSecond;
    }

    /** Tokens of the batches that were the fastest. */
    public int tokensPerBatch() {
        return tokensPerBatch;
    }

    private double run(int pairsPerLane) throws CommandFailedException {
        return side.run(new BatchPlan(workload, seed++, pairsPerLane, tokensPerBatch,
                EngineBench.PAIRS_PER_BATCH_MAX, setup.model().vocabularyTokens()))
                .pairsPerSecond();
    }

    @Override
    public void close() {
        side.close();
    }
}
