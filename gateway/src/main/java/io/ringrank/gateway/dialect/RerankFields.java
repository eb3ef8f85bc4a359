// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringrank.scheduler.ticket.JobTerms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fields of one body, checked as they come; made for one parse. */
final class RerankFields {

    private static final String TEXTS_WANTED = " must be a text or a list of texts";

    private final JsonParser parser;
    private final JsonValues values;
    private final OptionFields options;
    private final TermsFields terms;
    private final RequestLimits limits;

    private @Nullable String model;
    private @Nullable String query;
    private @Nullable DocumentFields documents;

    /** Queries, or one query, and documents beside them; in place of query and documents. */
    private @Nullable List<String> left;
    private @Nullable List<String> right;

    /** 0 for all of them. */
    private int topN;
    private @Nullable Boolean returnDocuments;
    private List<String> rankFields = List.of();
    private @Nullable ScoreMode scoreMode;
    private @Nullable ScoreMode activation;
    private boolean debug;

    RerankFields(JsonParser parser, RequestLimits limits) {
        this.parser = parser;
        this.values = new JsonValues(parser);
        this.options = new OptionFields(values);
        this.terms = new TermsFields(values, limits);
        this.limits = limits;
    }

    /**
     * Reads the value that the parser stands at, which is not null.
     *
     * @param name as the dialect calls the field
     */
    void accept(Field field, String name) throws IOException, InvalidRequestException {
        switch (field) {
            case MODEL -> model = values.text(name);
            case QUERY -> query = notEmpty(name, values.text(name));
            case QUERY_OBJECT -> query = notEmpty(name, queryObject(name));
            case DOCUMENTS -> documents(name);
            case LEFT -> left = queries(name);
            case RIGHT -> right = texts(name);
            case TOP_N -> topN =
                    values.wholeNumber(name, name + " must be a whole number, or 0 for all");
            case RETURN_DOCUMENTS -> returnDocuments = values.bool(name);
            case RANK_FIELDS -> rankFields = rankFields(name);
            case RAW_SCORES ->
                activation = values.bool(name) ? ScoreMode.RAW : ScoreMode.SIGMOID;
            case USE_ACTIVATION ->
                activation = values.bool(name) ? ScoreMode.SIGMOID : ScoreMode.RAW;
            case SCORE_MODE -> scoreMode = scoreMode(name);
            case DEBUG -> debug = values.bool(name);
            case REWRITE_QUERY -> {
                if (values.bool(name)) {
                    throw InvalidRequestException.field(name,
                            name + " must be false: a query is taken as it is");
                }
            }
            case MAX_CHUNKS, TRUNCATE, TRUNCATION_SIDE, PAIR_TOKENS, QUERY_TOKENS, INSTRUCTION,
                    MAX_TOKENS_PER_DOCUMENT, TRUNCATION, LONG_DOCUMENT, WINDOW_TOKENS,
                    OVERLAP_TOKENS ->
                options.accept(field, name);
            case TIMEOUT, PRIORITY, ON_TIMEOUT, CACHE -> terms.accept(name);
        }
    }

    /** @param timeoutHeader counts if the body names no timeout */
    RerankRequest toRequest(Dialect dialect, @Nullable String timeoutHeader)
            throws InvalidRequestException {
        JobTerms asked = terms.toTerms(timeoutHeader);
        List<Question> questions = questions(dialect);
        int count = questions.stream().mapToInt(question -> question.documents().size()).sum();
        AnswerForm form = new AnswerForm(topN == 0 ? count : Math.min(topN, count),
                returnDocuments == null ? dialect.returnsDocuments() : returnDocuments,
                scoreMode == null ? activation : scoreMode, debug);
        return new RerankRequest(dialect, model == null || model.isEmpty() ? null : model,
                questions, documents == null ? List.of() : documents.toIds(), form,
                options.toOptions(), asked);
    }

    private List<Question> questions(Dialect dialect) throws InvalidRequestException {
        if (left != null && right != null) {
            return pairs(dialect, left, right);
        }
        if (query == null || documents == null) {
            throw missing(dialect);
        }
        return List.of(new Question(query, documents.toTexts(rankFields)));
    }

    private static List<Question> pairs(Dialect dialect, List<String> left, List<String> right)
            throws InvalidRequestException {
        if (left.size() == 1) {
            return List.of(new Question(left.getFirst(), right));
        }
        if (left.size() != right.size()) {
            String name = dialect.fields().nameOf(Field.RIGHT);
            throw InvalidRequestException.field(name, name + " must have as many texts as "
                    + dialect.fields().nameOf(Field.LEFT) + ", which has " + left.size()
                    + ", or that must have one");
        }
        List<Question> questions = new ArrayList<>(left.size());
        for (int i = 0; i < left.size(); i++) {
            questions.add(new Question(left.get(i), List.of(right.get(i))));
        }
        return questions;
    }

    private InvalidRequestException missing(Dialect dialect) {
        FieldNames names = dialect.fields();
        boolean sides = names.has(Field.LEFT);
        Field queryField = sides
                ? Field.LEFT
                : names.has(Field.QUERY) ? Field.QUERY : Field.QUERY_OBJECT;
        if (sides ? left == null : query == null) {
            String name = names.nameOf(queryField);
            return InvalidRequestException.field(name,
                    name + " is missing; it is the text to rank documents for");
        }
        String name = names.nameOf(sides ? Field.RIGHT : Field.DOCUMENTS);
        return InvalidRequestException.field(name, name + " are missing; "
                + (sides ? name + TEXTS_WANTED : DocumentFields.wanted(name)));
    }

    private void documents(String name) throws IOException, InvalidRequestException {
        DocumentFields read = new DocumentFields(parser, name, limits.documentsMax());
        read.read();
        documents = read;
    }

    private static String notEmpty(String name, String text) throws InvalidRequestException {
        if (text.isEmpty()) {
            throw InvalidRequestException.field(name,
                    name + " is empty; it is the text to rank documents for");
        }
        return text;
    }

    private String queryObject(String name) throws IOException, InvalidRequestException {
        if (!values.isObject()) {
            return values.text(name);
        }
        String text = "";
        for (String field = values.nextField(); field != null; field = values.nextField()) {
            if (field.equals("text")) {
                text = values.text(name);
            } else {
                values.skip();
            }
        }
        return text;
    }

    private List<String> queries(String name) throws IOException, InvalidRequestException {
        List<String> queries = texts(name);
        for (String text : queries) {
            notEmpty(name, text);
        }
        return queries;
    }

    private List<String> texts(String name) throws IOException, InvalidRequestException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return List.of(values.text(name, name + TEXTS_WANTED));
        }
        DocumentFields read = new DocumentFields(parser, name, limits.documentsMax());
        read.read();
        return read.toTexts(List.of());
    }

    private List<String> rankFields(String name) throws IOException, InvalidRequestException {
        List<String> names = new ArrayList<>();
        String wanted = name + " must be a list of names of fields";
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw InvalidRequestException.field(name, wanted);
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            names.add(values.text(name, wanted));
        }
        return names;
    }

    private ScoreMode scoreMode(String name) throws IOException, InvalidRequestException {
        String wanted = name + " must be raw, sigmoid or minmax";
        return ScoreMode.ofWord(values.text(name, wanted).strip().toLowerCase(Locale.ROOT))
                .orElseThrow(() -> InvalidRequestException.field(name, wanted));
    }
}
