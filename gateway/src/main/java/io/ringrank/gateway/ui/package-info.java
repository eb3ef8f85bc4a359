// SPDX-License-Identifier: Apache-2.0
/**
 * Serves the web UI from the class path: one page and the files that it asks for. What the page shows
 * comes from the admin API like everybody's.
 */
@NullMarked
package io.ringrank.gateway.ui;

import org.jspecify.annotations.NullMarked;
