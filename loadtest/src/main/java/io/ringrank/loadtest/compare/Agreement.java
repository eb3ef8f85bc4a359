// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.load.Question;
import io.ringrank.loadtest.load.Questions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.LongFunction;

/** Whether two servers score the same pairs alike: if not, they don't do the same work. */
final class Agreement {

    private static final int QUESTIONS = 4;
    private static final int DOCUMENTS = 5;
    private static final long SEED = 20_261_125;

    private Agreement() {}

    /** Returns the largest difference between logits of the same pair. */
    static double differenceMax(Target one, Target other)
            throws CommandFailedException, IOException, InterruptedException {
        LongFunction<Question> questions = Questions.cold(Workload.MIXED, SEED, DOCUMENTS);
        double most = 0;
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int number = 0; number < QUESTIONS; number++) {
                double[] ofOne = ask(client, one, questions.apply(number));
                double[] ofOther = ask(client, other, questions.apply(number));
                for (int i = 0; i < DOCUMENTS; i++) {
                    most = Math.max(most, Math.abs(ofOne[i] - ofOther[i]));
                }
            }
        }
        return most;
    }

    private static double[] ask(HttpClient client, Target target, Question question)
            throws CommandFailedException, IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.route())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(
                        target.dialect().body(question, target.model()).getBytes()));
        target.patient(DOCUMENTS).headers().forEach(request::header);
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new CommandFailedException(target.name() + " at " + target.route()
                    + " answered with status " + response.statusCode());
        }
        return target.dialect()
                .logits(io.vertx.core.buffer.Buffer.buffer(response.body()), DOCUMENTS)
                .orElseThrow(() -> new CommandFailedException(
                        target.name() + " did not score every document once; is "
                                + target.dialect().label() + " its dialect?"));
    }
}
