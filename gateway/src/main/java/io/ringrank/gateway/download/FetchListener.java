// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.RemoteFile;

/** Hears how a model comes. On other threads; never waits. */
public interface FetchListener {

    /**
     * It is known which file is fetched.
     *
     * @param reason why this one, as a sentence
     */
    void onChosen(RemoteFile file, String reason);

    /** Some times a second. */
    void onState(Download.State state);
}
