// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.keys;

import io.ringrank.gateway.auth.ApiKey;
import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.auth.ApiKeyRecord;
import io.ringrank.gateway.auth.ApiKeyRegistry;
import io.ringrank.gateway.auth.KeyGrant;
import io.ringrank.gateway.auth.Scope;
import io.ringrank.gateway.control.audit.Actor;
import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.control.store.Transaction;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.ControlError;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The API keys. A change is on disk first, and then the registry of the data plane has it, before the
 * change is acknowledged. Waits for the disk: virtual threads, never an event loop.
 */
public final class ApiKeys {

    static final int KEYS_MAX = 100_000;

    private final Store store;
    private final ApiKeyRegistry registry;
    private final AuditLog audit;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Map<String, Long> savedUses = new HashMap<>();

    /** What came of asking for a key. */
    public sealed interface Creation {}

    /** @param created the only time that the value of the key is shown */
    public record NewKey(ApiKey.Created created, StoredKey stored) implements Creation {}

    public record NoKey(RequestError error) implements Creation {}

    /** What came of a change. */
    public sealed interface Change {}

    public record Changed(StoredKey key) implements Change {}

    public record NotChanged(RequestError error) implements Change {}

    private ApiKeys(Store store, ApiKeyRegistry registry, AuditLog audit, SecureRandom random,
            InstantSource clock) {
        this.store = store;
        this.registry = registry;
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Publishes the stored keys. Those of an older version's file are brought in first; if there never
     * was a key, one is made for both scopes, and its value left in {@link ApiKeyFile}.
     */
    public static ApiKeys open(Store store, ApiKeyRegistry registry, AuditLog audit,
            SecureRandom random, InstantSource clock, Path dataDir) throws IOException {
        ApiKeys keys = new ApiKeys(store, registry, audit, random, clock);
        keys.bringIn(new LegacyKeyFile(dataDir));
        if (!store.read(ApiKeyTable::hasHadKeys)) {
            keys.createFirst(new ApiKeyFile(dataDir));
        }
        registry.put(store.read(ApiKeyTable::all).stream().map(StoredKey::key).toList());
        return keys;
    }

    /** What the keys in a database may do, in words, by id. */
    public static Map<String, String> described(Store store) {
        return store.read(ApiKeyTable::all)
                .stream()
                .collect(Collectors.toMap(key -> key.key().id(), key -> KeyText.of(key.key())));
    }

    /** Oldest first. */
    public List<StoredKey> list() {
        Map<String, Long> uses = registry.lastUses();
        return store.read(ApiKeyTable::all).stream().map(key -> withLastUse(key, uses)).toList();
    }

    public Optional<StoredKey> find(String id) {
        Map<String, Long> uses = registry.lastUses();
        return store.read(handle -> ApiKeyTable.find(handle, id))
                .map(key -> withLastUse(key, uses));
    }

    public Creation create(Actor actor, String name, KeyGrant grant) {
        ApiKey.Created created = ApiKey.create(random, name, clock.instant(), grant);
        return store.write(tx -> {
            if (ApiKeyTable.count(tx.handle()) >= KEYS_MAX) {
                return new NoKey(new ControlError.Conflict("There are " + KEYS_MAX
                        + " keys, which is the most; revoke some.", ErrorCode.TOO_MANY_KEYS));
            }
            ApiKeyTable.insert(tx.handle(), created.record(), actor.id());
            audit.done(tx, actor, "api_key.create", created.key().id(),
                    KeyText.of(created.record()));
            tx.afterCommit(() -> registry.put(List.of(created.record())));
            return new NewKey(created, new StoredKey(created.record(), actor.id(), null));
        });
    }

    /** @param edit from the key as it is to what it is to be, under the same id */
    public Change edit(Actor actor, String id, UnaryOperator<ApiKeyRecord> edit) {
        return store.write(tx -> {
            Optional<StoredKey> found = ApiKeyTable.find(tx.handle(), id);
            if (found.isEmpty()) {
                return new NotChanged(noKey(id));
            }
            ApiKeyRecord changed = edit.apply(found.get().key());
            ApiKeyTable.update(tx.handle(), changed);
            audit.done(tx, actor, "api_key.update", id,
                    KeyText.ofChange(found.get().key(), changed));
            tx.afterCommit(() -> registry.put(List.of(changed)));
            return new Changed(new StoredKey(changed, found.get().createdBy(),
                    found.get().lastUsed()));
        });
    }

    /** From the next request on the key is not valid. */
    public Optional<RequestError> revoke(Actor actor, String id) {
        return store.write(tx -> {
            Optional<StoredKey> found = ApiKeyTable.find(tx.handle(), id);
            if (found.isEmpty()) {
                return Optional.of(noKey(id));
            }
            revoke(tx, actor, found.get().key());
            return Optional.empty();
        });
    }

    /** Keys that somebody has made, and that those keys have made, and so on. */
    public List<ApiKeyRecord> madeBy(Transaction tx, String maker) {
        List<StoredKey> all = ApiKeyTable.all(tx.handle());
        Set<String> makers = new HashSet<>(Set.of(maker));
        boolean more = true;
        while (more) {
            more = false;
            for (StoredKey key : all) {
                more |= makers.contains(key.createdBy()) && makers.add(key.key().id());
            }
        }
        return all.stream()
                .map(StoredKey::key)
                .filter(key -> makers.contains(key.id()))
                .toList();
    }

    /** From the next request after the transaction on the key is not valid. */
    public void revoke(Transaction tx, Actor actor, ApiKeyRecord key) {
        ApiKeyTable.delete(tx.handle(), key.id());
        audit.done(tx, actor, "api_key.revoke", key.id(), KeyText.of(key));
        tx.afterCommit(() -> registry.remove(key.id()));
    }

    /** Saves when keys were last used. One thread at a time. */
    public synchronized void saveLastUses() {
        Map<String, Long> changed = registry.lastUses();
        savedUses.keySet().retainAll(changed.keySet());
        changed.entrySet().removeIf(use -> use.getValue().equals(savedUses.get(use.getKey())));
        if (!changed.isEmpty()) {
            store.write(tx -> {
                ApiKeyTable.setLastUses(tx.handle(), changed);
                return true;
            });
            savedUses.putAll(changed);
        }
    }

    private void bringIn(LegacyKeyFile file) throws IOException {
        List<ApiKeyRecord> keys = file.read();
        store.write(tx -> {
            for (ApiKeyRecord key : keys) {
                // A crash may have come between bringing it in and setting the file aside.
                if (ApiKeyTable.find(tx.handle(), key.id()).isEmpty()) {
                    ApiKeyTable.insert(tx.handle(), key, Actor.SERVER.id());
                    audit.done(tx, Actor.SERVER, "api_key.import", key.id(), KeyText.of(key));
                }
            }
            return true;
        });
        file.setAside();
    }

    private void createFirst(ApiKeyFile file) throws IOException {
        ApiKey.Created created = ApiKey.create(random, "initial", clock.instant(),
                KeyGrant.unlimited(EnumSet.allOf(Scope.class)));
        // The value first: a crash in between leaves no key, and the next start makes both anew.
        file.write(created.key());
        store.write(tx -> {
            ApiKeyTable.insert(tx.handle(), created.record(), Actor.SERVER.id());
            audit.done(tx, Actor.SERVER, "api_key.create", created.key().id(), "the first start");
            return true;
        });
    }

    private static StoredKey withLastUse(StoredKey stored, Map<String, Long> uses) {
        Long millis = uses.get(stored.key().id());
        return millis == null
                ? stored
                : new StoredKey(stored.key(), stored.createdBy(), Instant.ofEpochMilli(millis));
    }

    private static RequestError noKey(String id) {
        return new ControlError.NotFound("API key", id, ErrorCode.API_KEY_NOT_FOUND);
    }
}
