// SPDX-License-Identifier: Apache-2.0
/** Measures what a request's bytes cost on their way in and out. */
@NullMarked
package io.ringrank.loadtest.wire;

import org.jspecify.annotations.NullMarked;
