// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.gateway.error.RequestError;

/** What a body turned out to be. */
public sealed interface Parsed {

    record Valid(RerankRequest request) implements Parsed {}

    /** @param dialect in which to say so */
    record Invalid(RequestError error, Dialect dialect) implements Parsed {}
}
