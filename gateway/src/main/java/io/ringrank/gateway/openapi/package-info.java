// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the table of routes into documents: OpenAPI for programs, a page for people. Whoever starts the
 * HTTP side calls it.
 */
@NullMarked
package io.ringrank.gateway.openapi;

import org.jspecify.annotations.NullMarked;
