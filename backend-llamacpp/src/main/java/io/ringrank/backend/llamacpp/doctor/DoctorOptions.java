// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

/**
 * How strict the doctor is. Any thread.
 *
 * @param allowDegraded whether a file may rank although something that its scores need was lost in
 *        conversion; it is refused otherwise
 */
public record DoctorOptions(boolean allowDegraded) {

    /** Refuses what can't score rightly. */
    public static final DoctorOptions STRICT = new DoctorOptions(false);
}
