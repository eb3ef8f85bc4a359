// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.status;

import java.nio.file.Path;
import java.util.List;

/**
 * What one llama.cpp of this machine is. Immutable; any thread.
 *
 * @param usable whether it can be opened and understood; if not, what it is is not known
 * @param processor the processors that its code was made for, or empty
 * @param chosen whether a server with these settings would take it
 * @param note why it is chosen, or why it can't be used, or empty
 */
public record NativeReport(String name, Path path, boolean usable, String build, String abi,
        String processor, String systemInfo, List<DeviceReport> devices, boolean chosen,
        String note) {

    public NativeReport {
        devices = List.copyOf(devices);
    }

    /**
     * What a library can compute on.
     *
     * @param freeBytes when it was opened; 0 where it is not known, as {@code totalBytes}
     */
    public record DeviceReport(String name, String description, String type, long freeBytes,
            long totalBytes) {}
}
