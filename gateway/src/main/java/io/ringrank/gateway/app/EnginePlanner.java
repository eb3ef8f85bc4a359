// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.natives.Device;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.backend.llamacpp.natives.EnginePlan.Wishes;
import io.ringrank.backend.llamacpp.natives.NativeFacts;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.gateway.config.DeploymentOptions;
import io.ringrank.gateway.config.RingrankConfig;
import java.util.Optional;
import java.util.stream.Collectors;

/** Plans the engines of deployments on this machine. Any thread. */
record EnginePlanner(NativeLibrary library, NativeFacts facts, RingrankConfig.Engine settings,
        int cores) implements FleetParts.Planner {

    @Override
    public DeploymentPlan plan(DeploymentOptions options, FleetParts.Share among) {
        Integer lanes = options.lanes();
        String device = options.device();
        Wishes wishes = new Wishes(device == null ? settings.device() : device,
                lanes == null ? settings.lanes() : lanes, settings.tokensPerBatch());
        int share =
                new CoreBudget(cores, settings.lanes()).lanes(among.index(), among.deployments());
        return EnginePlan.of(library, facts, wishes, share)
                .map(plan -> new DeploymentPlan(plan.inEngines(options.replicas()),
                        Optional.empty()))
                .orElseGet(() -> withoutDevice(wishes, share));
    }

    /** The device may have been there when the deployment was made. */
    private DeploymentPlan withoutDevice(Wishes wishes, int share) {
        Wishes onProcessor = new Wishes(Device.PROCESSOR, wishes.lanes(), wishes.tokensPerBatch());
        return new DeploymentPlan(
                EnginePlan.of(library, facts, onProcessor, share).orElseThrow(),
                Optional.of("there is no device " + wishes.device() + "; there are " + facts
                        .devices()
                        .stream()
                        .map(Device::name)
                        .collect(Collectors.joining(", "))));
    }
}
