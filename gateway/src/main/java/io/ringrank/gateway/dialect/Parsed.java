// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.gateway.error.RequestError;

/** What a body turned out to be. */
public sealed interface Parsed {

    record Valid(RerankRequest request) implements Parsed {}

    record Invalid(RequestError error) implements Parsed {}
}
