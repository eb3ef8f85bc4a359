// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.error.RequestError.AccessError;
import org.jspecify.annotations.Nullable;

/** Whether a request may go on. */
public sealed interface Access {

    record Granted(Principal principal) implements Access {}

    /** @param principal who it is that may not; null if that is not known */
    record Denied(AccessError error, @Nullable Principal principal) implements Access {

        Denied(AccessError error) {
            this(error, null);
        }
    }
}
