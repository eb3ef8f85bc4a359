// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a deployment comes from.
 *
 * @param earlier the file that was chosen for it, if it is to keep it
 * @param onSettled hears of it when its self-test is over, and when it can't run; may wait
 */
record DeploymentOrigin(Optional<ModelFetch.Chosen> earlier, Consumer<Deployment> onSettled) {}
