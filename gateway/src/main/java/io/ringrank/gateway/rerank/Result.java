// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.dialect.Answer;
import io.ringrank.gateway.error.ErrorAnswer;

/** What came of one checked request. */
sealed interface Result {

    record Answered(Answer answer) implements Result {}

    record Refused(ErrorAnswer error) implements Result {}
}
