// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a model file into what names it. Called by whoever specifies an engine and by the engine
 * itself.
 */
@NullMarked
package io.ringrank.backend.llamacpp.model;

import org.jspecify.annotations.NullMarked;
