// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what the server offers into a table: method, path, who may, and what it is for. Each plane
 * contributes its rows; the HTTP side serves them, and tests and documents are made from them.
 */
@NullMarked
package io.ringrank.gateway.route;

import org.jspecify.annotations.NullMarked;
