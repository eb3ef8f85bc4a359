// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.eval.collection.RunWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that a user asked for, opened before the work begins, so that it is not done for
 * nothing. One thread.
 */
final class OutputFiles implements AutoCloseable {

    private final @Nullable Writer run;
    private final @Nullable Writer perQuery;

    private OutputFiles(@Nullable Writer run, @Nullable Writer perQuery) {
        this.run = run;
        this.perQuery = perQuery;
    }

    static OutputFiles open(@Nullable Path run, @Nullable Path perQuery)
            throws CommandFailedException {
        return new OutputFiles(create(run), create(perQuery));
    }

    void write(EvalReport report) throws CommandFailedException {
        try {
            if (run != null) {
                writeRun(run, report.results());
            }
            if (perQuery != null) {
                PerQueryTable.write(perQuery, report);
            }
        } catch (IOException e) {
            throw new CommandFailedException("can't write a result file: " + e);
        }
    }

    @Override
    public void close() throws CommandFailedException {
        try (run; perQuery) {
            // Both are closed, whatever happens to one of them.
        } catch (IOException e) {
            throw new CommandFailedException("can't write a result file: " + e);
        }
    }

    private static @Nullable Writer create(@Nullable Path file) throws CommandFailedException {
        try {
            return file == null ? null : Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new CommandFailedException("can't write " + file + ": " + e);
        }
    }

    private static void writeRun(Writer out, List<TopicResult> results) throws IOException {
        RunWriter run = new RunWriter(out);
        for (TopicResult result : results) {
            run.write(result.topic().id(), result.reranked());
        }
    }
}
