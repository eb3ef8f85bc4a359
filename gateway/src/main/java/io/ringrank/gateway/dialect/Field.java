// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

/**
 * What a field of a body means, under whichever name a dialect has for it. The parser reads by it, and
 * the description of the API is made from it.
 */
// @formatter:off (one field a paragraph)
public enum Field {
    MODEL("string", "Name of a deployment; may be left out if there is only one.", "[3, {}]"),
    QUERY("string", "What to rank by; not empty.", "[null, \"\", 7, [\"q\"]]"),
    /** NIM's. */
    QUERY_OBJECT("string|object", "What to rank by, as {\"text\": ...} or as a text.",
            "[null, \"\", {}, {\"text\": \"\"}]"),
    DOCUMENTS("array",
            "Texts, or objects with a text; an object's id comes back with its result.",
            "[null, [], \"a\", [7], [null], [{}], [[\"a\"]], [{\"text\": 7}]]"),
    /** vLLM's one or many. */
    LEFT("string|array", "The query, or one for each of the texts on the other side.",
            "[null, \"\", [], [7], [\"\"]]"),
    RIGHT("string|array", "The document or documents.", "[null, [], 7, [7]]"),
    TOP_N("integer", "How many of the best to return; 0 for all.", "[-1, 1.5, \"three\", true]"),
    RETURN_DOCUMENTS("boolean", "Whether results repeat the texts of their documents.",
            "[\"maybe\", {}]"),
    RANK_FIELDS("array", "Fields of documents that are objects, whose texts in this order, on lines"
            + " of their own, make up the document.", "[\"title\", [7]]"),
    MAX_CHUNKS("integer", "Looks at this many times 512 tokens of a document, in windows of which the"
            + " best counts; 1 cuts it after 512.", "[0, -1, \"many\"]"),
    TRUNCATE("string|boolean", "END or true cuts a document that is too long, NONE or false refuses"
            + " it.", "[\"START\", \"perhaps\", {}]"),
    TRUNCATION_SIDE("string", "Where documents are cut: right, their end, only.",
            "[\"left\", \"middle\", 1]"),
    PAIR_TOKENS("integer", "Tokens of a whole pair: only as many as the model has room for (-1);"
            + " see max_tokens_per_doc.", "[100, \"few\"]"),
    QUERY_TOKENS("integer", "Tokens of the query: only as many as there is room for (0); a query is"
            + " never cut.", "[100, \"few\"]"),
    REWRITE_QUERY("boolean", "Only false: a query is taken as it is.", "[true, 7]"),
    RAW_SCORES("boolean", "true for score_mode raw, false for sigmoid.", "[\"maybe\", {}]"),
    USE_ACTIVATION("boolean", "true for score_mode sigmoid, false for raw.", "[\"maybe\", {}]"),
    SCORE_MODE("string", "Scale of the scores: raw, sigmoid or minmax (0 and 1 for the worst and the"
            + " best of the request). Wins over all other fields for it, over the key's and over the"
            + " deployment's.", "[\"percent\", 1]"),
    DEBUG("boolean", "Whether the answer says how it came about: times, tokens, layout.",
            "[\"maybe\", {}]"),
    INSTRUCTION("string", "What is judged, for models that take one.", "[3]"),
    MAX_TOKENS_PER_DOCUMENT("integer", "Most tokens of a document; 0 for as many as there is room"
            + " for.", "[-1, \"many\"]"),
    TRUNCATION("boolean", "false refuses documents that are too long in place of cutting them.",
            "[]"),
    LONG_DOCUMENT("string|object", "What becomes of a document that is too long: truncate,"
            + " max_window or error; or {\"mode\", \"window_tokens\", \"overlap_tokens\"}.",
            "[\"cut\", true, [\"error\"], {\"mode\": \"cut\"}, {\"window_tokens\": -1}]"),
    WINDOW_TOKENS("integer", "Size of the windows of long_document max_window.", "[1.5]"),
    OVERLAP_TOKENS("integer", "What windows share with their neighbours.", "[[]]"),
    TIMEOUT("integer", "Milliseconds that the caller will wait; also in the header"
            + " x-request-timeout-ms.", "[0, -5, 0.5, \"soon\"]"),
    PRIORITY("string|integer", "interactive or batch; numbers mean nothing here.",
            "[\"high\", {}]"),
    ON_TIMEOUT("string", "fail, or partial for what is there by then.", "[\"wait\", 1]"),
    CACHE("string", "use, or bypass to have everything computed.", "[\"off\", false]");

    private final String types;
    private final String about;
    private final String refused;

    Field(String types, String about, String refused) {
        this.types = types;
        this.about = about;
        this.refused = refused;
    }

    /** The types of JSON in which it is best sent, separated by {@code |}. */
    public String types() {
        return types;
    }

    /** For people. */
    public String about() {
        return about;
    }

    /** Values that a request is refused for, as an array of JSON; null means that it is missing. */
    public String refused() {
        return refused;
    }
}
