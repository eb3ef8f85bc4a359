// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the files of a test collection (queries, documents, judgements, a run; TREC's and BEIR's
 * formats, gzip or not) into topics with candidates and grades, and a new ranking into a run file.
 * The files are hostile: what is odd is refused with file and line. {@link CollectionLoader} is the
 * way in.
 */
@NullMarked
package io.ringrank.loadtest.eval.collection;

import org.jspecify.annotations.NullMarked;
