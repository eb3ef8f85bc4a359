// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.util.List;

/**
 * The files of one revision of a repository. Any thread.
 *
 * @param revision what its newest state was when it was asked for
 * @param files those whose size and SHA-256 the hub states
 */
public record Repository(Hub hub, String name, String revision, List<RemoteFile> files) {

    public Repository {
        files = List.copyOf(files);
    }
}
