// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.ModelSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers how a model came. */
public final class Heard implements FetchListener {

    public final List<ModelSource.Remote> files = new CopyOnWriteArrayList<>();
    public final List<String> reasons = new CopyOnWriteArrayList<>();
    public final List<Download.State> states = new CopyOnWriteArrayList<>();

    @Override
    public void onChosen(ModelSource.Remote file, boolean here, String reason) {
        files.add(file);
        reasons.add(reason);
    }

    @Override
    public void onHere() {
        // The caller has it.
    }

    @Override
    public void onState(Download.State state) {
        states.add(state);
    }
}
