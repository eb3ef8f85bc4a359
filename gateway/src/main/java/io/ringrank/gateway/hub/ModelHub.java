// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

/** A place in the network where models are published. Any thread that may wait. */
public interface ModelHub {

    Hub hub();

    /** Finds repositories. */
    SearchPage search(SearchQuery query) throws HubException, InterruptedException;

    /**
     * Lists the files of a repository's newest revision.
     *
     * @param name {@code ORG/NAME}
     */
    Repository repository(String name) throws HubException, InterruptedException;

    /**
     * Begins to read a file.
     *
     * @param from first byte, from 0 to below {@link RemoteFile#bytes}
     * @param to behind the last byte; the hub may send more
     * @return bytes from there on, or from the first if the hub can't do otherwise
     * @throws HubException also if what the hub would send is not this file
     */
    RemoteBytes open(RemoteFile file, long from, long to)
            throws HubException, InterruptedException;
}
