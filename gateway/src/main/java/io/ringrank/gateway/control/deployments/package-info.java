// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what administrators want served into rows, and tells whoever runs models of each change.
 */
@NullMarked
package io.ringrank.gateway.control.deployments;

import org.jspecify.annotations.NullMarked;
