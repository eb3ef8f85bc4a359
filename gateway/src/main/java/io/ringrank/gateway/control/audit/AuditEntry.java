// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.audit;

import java.time.Instant;

/**
 * One thing that was done or refused.
 *
 * @param id rises with time
 * @param action for example {@code api_key.create}
 * @param target what it was done to, or empty
 * @param outcome {@code ok}, or the code of the error
 * @param detail what was changed, or empty; never a secret
 */
public record AuditEntry(long id, Instant at, Actor actor, String action, String target,
        String outcome, String detail) {}
