// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import java.time.Instant;

/**
 * What the server keeps of an API key: enough to recognise it, too little to use it.
 *
 * @param id the public part
 * @param name for people
 * @param sha256 of the whole key, as 64 hexadecimal digits
 */
public record ApiKeyRecord(String id, String name, String sha256, Instant created,
        KeyGrant grant) {}
