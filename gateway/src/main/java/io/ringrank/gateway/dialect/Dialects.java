// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.gateway.error.ErrorShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** All dialects there are, and how they are told apart by the head of a request. Any thread. */
public final class Dialects {

    /** Names the dialect, whatever the path. */
    public static final String HEADER = "x-ringrank-dialect";

    static final Dialect STANDARD = new StandardDialect("ringrank",
            List.of("/ringrank/v1/rerank", "/llama/v1/rerank", "/llama/rerank",
                    "/gpustack/v1/rerank"),
            ScoreMode.RAW);
    static final Dialect TEI = new TeiDialect();
    static final Dialect VOYAGE = new VoyageDialect();
    static final Dialect MIXEDBREAD = new MixedbreadDialect();

    /** Each with a name of its own. */
    public static final List<Dialect> ALL = List.of(STANDARD,
            new StandardDialect("jina", List.of("/jina/v1/rerank"), ScoreMode.SIGMOID),
            new StandardDialect("vllm", List.of("/vllm/v1/rerank", "/vllm/rerank"),
                    ScoreMode.SIGMOID),
            new CohereDialect("2", "cohere", List.of("/v2/rerank", "/cohere/v2/rerank")),
            new CohereDialect("1", "cohere-v1", List.of("/cohere/v1/rerank")), TEI, VOYAGE,
            MIXEDBREAD, new InfinityDialect(), new NimDialect(), new ScoreDialect());

    /** Where several are spoken, told apart by the bodies. */
    private static final List<String> SHARED_PATHS =
            List.of("/v1/rerank", "/rerank", "/v1/reranking", "/reranking");

    private Dialects() {}

    /** All paths on which requests for scores are taken, with what is spoken there. */
    public static SequencedMap<String, DialectChoice> paths() {
        SequencedMap<String, DialectChoice> paths = new LinkedHashMap<>();
        SHARED_PATHS.forEach(path -> paths.put(path, DialectChoice.BY_BODY));
        for (Dialect dialect : ALL) {
            dialect.paths().forEach(path -> paths.put(path, DialectChoice.of(dialect)));
        }
        return paths;
    }

    /** How errors are written as long as the body is not known. */
    public static ErrorShape errorsByHead(@Nullable String path, @Nullable String header) {
        boolean tei = header == null
                ? path != null && path.startsWith("/tei/")
                : header.strip().equalsIgnoreCase(TEI.name());
        return tei ? TEI.errors() : ErrorShape.COMMON;
    }

    static Optional<Dialect> named(String name) {
        return ALL.stream().filter(dialect -> dialect.name().equals(name)).findFirst();
    }

    static List<String> names() {
        return ALL.stream().map(Dialect::name).toList();
    }

}
