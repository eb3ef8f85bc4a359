// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.session;

import io.ringrank.gateway.auth.Principal;
import java.time.Instant;

/** One login that goes on, as the data plane sees it and as it is stored. */
record Session(Principal.SignedIn principal, Instant created) {

    String id() {
        return principal.session();
    }

    String user() {
        return principal.user();
    }

    boolean hasExpired(Instant now) {
        return !now.isBefore(principal.expires());
    }
}
