// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.error.RequestError;
import io.ringrank.scheduler.ticket.Caller;

/** Whether a request may go on. */
public sealed interface Access {

    /** @param caller whose id is the public part of the key */
    record Granted(Caller caller) implements Access {}

    record Denied(RequestError error) implements Access {}
}
