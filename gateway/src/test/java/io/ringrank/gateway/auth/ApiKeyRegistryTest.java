// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.HandClock;
import io.ringrank.gateway.limit.KeyLimits;
import io.ringrank.gateway.limit.Limiter;
import io.ringrank.scheduler.ticket.JobClass;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiKeyRegistryTest {

    private static final KeyLimits ONE_A_MINUTE =
            new KeyLimits(1, null, null, null, JobClass.INTERACTIVE);

    private final HandClock clock = new HandClock();
    private final ApiKeyRegistry registry = new ApiKeyRegistry(clock, clock::nanoTime);

    private ApiKey.Created key(@Nullable Instant expires, KeyLimits limits) {
        return ApiKey.create(new SecureRandom(), "test", clock.instant(),
                new KeyGrant(EnumSet.of(Scope.INFERENCE), expires, null, limits, null));
    }

    private Limiter.Entry enter(ApiKey.Created key) {
        Principal.KeyHolder holder = registry.find(key.key().value());
        assertThat(holder).isNotNull();
        return holder.limiter().tryEnter();
    }

    @Test
    void finds_a_key_until_it_is_removed() {
        ApiKey.Created old = key(null, KeyLimits.NONE);
        ApiKey.Created other = key(null, KeyLimits.NONE);
        registry.put(List.of(old.record(), other.record()));

        Principal.KeyHolder found = registry.find(old.key().value());
        assertThat(found).isNotNull();
        assertThat(found.key()).isEqualTo(old.record());
        registry.remove(old.key().id());
        assertThat(registry.find(old.key().value())).isNull();
        assertThat(registry.find(other.key().value())).isNotNull();
    }

    @Test
    void does_not_find_a_key_with_another_secret_or_none() {
        ApiKey.Created known = key(null, KeyLimits.NONE);
        registry.put(List.of(known.record()));
        String value = known.key().value();

        assertThat(registry.find(value.substring(0, 14) + "a".repeat(32))).isNull();
        assertThat(registry.find(value.substring(0, 14))).isNull();
        assertThat(registry.find(known.key().id())).isNull();
        assertThat(registry.find("")).isNull();
    }

    @Test
    void finds_a_key_until_the_very_moment_it_expires() {
        ApiKey.Created key = key(clock.instant().plusSeconds(60), KeyLimits.NONE);
        registry.put(List.of(key.record()));

        clock.pass(Duration.ofSeconds(60).minusMillis(1));
        assertThat(registry.find(key.key().value())).isNotNull();
        clock.pass(Duration.ofMillis(1));
        assertThat(registry.find(key.key().value())).isNull();
    }

    @Test
    void finds_each_of_many_keys_and_none_that_is_not_there() {
        List<ApiKey.Created> keys = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            keys.add(key(null, KeyLimits.NONE));
        }
        registry.put(keys.stream().map(ApiKey.Created::record).toList());
        keys.subList(0, 100).forEach(key -> registry.remove(key.key().id()));

        for (int i = 0; i < keys.size(); i++) {
            Principal.KeyHolder holder = registry.find(keys.get(i).key().value());
            if (i < 100) {
                assertThat(holder).isNull();
            } else {
                assertThat(holder).isNotNull();
                assertThat(holder.key()).isEqualTo(keys.get(i).record());
            }
        }
        assertThat(registry.find(key(null, KeyLimits.NONE).key().value())).isNull();
    }

    @Test
    void keeps_what_a_key_has_used_when_something_else_of_it_changes() {
        ApiKey.Created key = key(null, ONE_A_MINUTE);
        registry.put(List.of(key.record()));
        assertThat(enter(key)).isInstanceOf(Limiter.Entered.class);

        ApiKeyRecord renamed = new ApiKeyRecord(key.key().id(), "renamed", key.record().sha256(),
                key.record().created(), key.record().grant());
        registry.put(List.of(renamed));

        assertThat(enter(key)).isInstanceOf(Limiter.Refused.class);
        Principal.KeyHolder holder = registry.find(key.key().value());
        assertThat(holder).isNotNull();
        assertThat(holder.key().name()).isEqualTo("renamed");
    }

    @Test
    void applies_new_limits_to_the_next_request() {
        ApiKey.Created key = key(null, KeyLimits.NONE);
        registry.put(List.of(key.record()));
        assertThat(enter(key)).isInstanceOf(Limiter.Entered.class);

        KeyGrant old = key.record().grant();
        registry.put(List.of(new ApiKeyRecord(key.key().id(), "test", key.record().sha256(),
                key.record().created(),
                new KeyGrant(old.scopes(), null, Set.of("bge"), ONE_A_MINUTE, null))));

        assertThat(enter(key)).isInstanceOf(Limiter.Entered.class);
        assertThat(enter(key)).isInstanceOf(Limiter.Refused.class);
    }

    @Test
    void knows_when_each_key_was_last_let_in() {
        ApiKey.Created used = key(null, KeyLimits.NONE);
        ApiKey.Created unused = key(null, KeyLimits.NONE);
        registry.put(List.of(used.record(), unused.record()));

        registry.find(used.key().value());
        clock.pass(Duration.ofMinutes(5));
        registry.find(used.key().value());
        registry.find(unused.key().value().substring(0, 14) + "a".repeat(32));

        assertThat(registry.lastUses())
                .isEqualTo(Map.of(used.key().id(), clock.instant().toEpochMilli()));
    }
}
