// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.ModelSource;

/** Hears how a model comes. On other threads; never waits. */
public interface FetchListener {

    /**
     * It is known which file it is.
     *
     * @param here whether it is on this machine; else it is fetched now
     * @param reason why this one, as a sentence
     */
    void onChosen(ModelSource.Remote file, boolean here, String reason);

    /** It is on this machine, and is examined now. */
    void onHere();

    /** Of a download; some times a second. */
    void onState(Download.State state);
}
