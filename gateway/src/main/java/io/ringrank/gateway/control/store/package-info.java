// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a data directory into a database that keeps what it acknowledged. Features keep their SQL in
 * their own {@code *Table} class; this package knows none of them.
 */
@NullMarked
package io.ringrank.gateway.control.store;

import org.jspecify.annotations.NullMarked;
