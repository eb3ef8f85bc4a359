// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.gateway.error.ErrorShape;
import java.io.IOException;
import java.util.List;

/**
 * How one family of clients names the fields of a request, and what it wants to read in an answer. What
 * requests mean, and how scores come about, is the same for all. Immutable; any thread.
 */
public sealed interface Dialect
        permits
        StandardDialect,
        CohereDialect,
        TeiDialect,
        VoyageDialect,
        MixedbreadDialect,
        InfinityDialect,
        NimDialect,
        ScoreDialect {

    /** As in the header {@value Dialects#HEADER}. */
    String name();

    /** Where it is spoken, and nothing else. */
    List<String> paths();

    /** Names of a body's fields. A name that is not here is read over. */
    FieldNames fields();

    /** Scale of its scores, if neither request nor key nor deployment says. */
    default ScoreMode scores() {
        return ScoreMode.SIGMOID;
    }

    /** Whether results repeat the documents, if a request doesn't say. */
    default boolean returnsDocuments() {
        return false;
    }

    /** Whether its clients read a result without a score for one of the documents as a whole one. */
    default boolean needsEveryScore() {
        return true;
    }

    void write(AnswerJson out) throws IOException;

    default ErrorShape errors() {
        return ErrorShape.COMMON;
    }

    /** A request that works with a server that has one deployment, with every array and object in it. */
    String example();
}
