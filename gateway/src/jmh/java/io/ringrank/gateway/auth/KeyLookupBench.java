// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.vertx.core.MultiMap;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it takes to know the key of a request, from its headers, among few and among many keys. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyLookupBench {

    /** As many with each registry, so that only the registry differs. */
    private static final int REQUESTS = 10_000;

    @Param({"10", "10000"})
    public int keys;

    private final ApiKeyRegistry registry =
            new ApiKeyRegistry(InstantSource.system(), System::nanoTime);
    private final List<MultiMap> requests = new ArrayList<>();
    private int next;

    /** Fills the registry, and makes requests of its keys in random order. */
    @Setup
    public void fill() {
        SecureRandom random = new SecureRandom();
        List<ApiKey.Created> created = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            created.add(ApiKey.create(random, "key " + i, Instant.now(), KeyGrant.unlimited(
                    EnumSet.of(io.ringrank.gateway.auth.Scope.INFERENCE))));
        }
        registry.put(created.stream().map(ApiKey.Created::record).toList());
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(MultiMap.caseInsensitiveMultiMap()
                    .add("authorization", "Bearer " + created.get(i % keys).key().value()));
        }
        Collections.shuffle(requests, new Random(1));
    }

    /** One request; null would be a fault. */
    @Benchmark
    public Principal.@Nullable KeyHolder find() {
        next = next + 1 == REQUESTS ? 0 : next + 1;
        String token = Credentials.find(requests.get(next));
        return token == null ? null : registry.find(token);
    }
}
