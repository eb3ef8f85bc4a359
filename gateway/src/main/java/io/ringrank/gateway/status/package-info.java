// SPDX-License-Identifier: Apache-2.0
/** Writes how deployments do, for operators and their programs. */
@NullMarked
package io.ringrank.gateway.status;

import org.jspecify.annotations.NullMarked;
