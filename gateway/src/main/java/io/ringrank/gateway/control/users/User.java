// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.users;

import io.ringrank.gateway.auth.Role;
import java.time.Instant;

/**
 * Somebody who can log in.
 *
 * @param name unique
 * @param mustChangePassword before anything else
 */
public record User(String name, Role role, boolean mustChangePassword, Instant created) {}
