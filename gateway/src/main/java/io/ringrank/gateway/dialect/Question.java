// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.util.List;

/**
 * One query and what is ranked by it.
 *
 * @param query not empty
 * @param documents at least one; each may be empty
 */
public record Question(String query, List<String> documents) {

    public Question {
        documents = List.copyOf(documents);
    }
}
