// SPDX-License-Identifier: Apache-2.0
/**
 * Turns names and passwords into sessions, and keeps the users.
 */
@NullMarked
package io.ringrank.gateway.control.users;

import org.jspecify.annotations.NullMarked;
