// SPDX-License-Identifier: Apache-2.0
/**
 * Turns HTTP requests of administrators into calls of services and their outcomes into answers.
 */
@NullMarked
package io.ringrank.gateway.control.api;

import org.jspecify.annotations.NullMarked;
