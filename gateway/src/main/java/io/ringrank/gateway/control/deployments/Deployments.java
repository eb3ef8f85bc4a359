// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.audit.Actor;
import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.control.store.Transaction;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.ControlError;
import io.ringrank.gateway.rerank.TargetDetails;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The deployments that administrators made. A change is on disk first, and then the fleet is told,
 * before the change is acknowledged; so after any end of the process the next start runs what was
 * acknowledged. Those of the settings are the settings' only. Waits for the disk: virtual threads,
 * never an event loop.
 */
public final class Deployments {

    static final int DEPLOYMENTS_MAX = 100;

    private final Store store;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Fleet fleet;

    /**
     * One, and how it is.
     *
     * @param stored empty if the settings name it
     */
    public record View(DeploymentSpec spec, Optional<StoredDeployment> stored,
            DeploymentStatus status) {}

    private Deployments(Store store, AuditLog audit, InstantSource clock, Fleet fleet) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.fleet = fleet;
    }

    /** Lets the fleet run what is stored. */
    public static Deployments open(Store store, AuditLog audit, InstantSource clock, Fleet fleet) {
        Deployments deployments = new Deployments(store, audit, clock, fleet);
        store.write(tx -> {
            deployments.tellFleet(tx);
            return true;
        });
        return deployments;
    }

    /** Those of the settings first. */
    public List<View> list() {
        List<View> all = new ArrayList<>(fleet.ofSettings()
                .stream()
                .map(spec -> view(spec, Optional.empty()))
                .toList());
        store.read(DeploymentTable::all)
                .stream()
                .filter(stored -> !isOfSettings(stored.spec().name()))
                .map(stored -> view(stored.spec(), Optional.of(stored)))
                .forEach(all::add);
        return all;
    }

    public Optional<View> find(String name) {
        return list().stream().filter(view -> view.spec().name().equals(name)).findFirst();
    }

    /** What it runs on and how it does; empty if it is not to run. */
    public Optional<TargetDetails> details(String name) {
        return fleet.details(name);
    }

    /** What its engines wrote last. */
    public List<String> lastLines(String name) {
        return fleet.lastLines(name);
    }

    /**
     * It is on disk then, and runs as soon as its model is here and loaded.
     *
     * @param aliases which it takes from other deployments, if they have them
     */
    public Optional<RequestError> create(Actor actor, DeploymentSpec spec, Set<String> aliases) {
        return store.write(tx -> {
            List<StoredDeployment> all = DeploymentTable.all(tx.handle());
            if (isOfSettings(spec.name())
                    || all.stream().anyMatch(it -> isNamed(it, spec.name()))) {
                return Optional.of(exists(spec.name()));
            }
            Optional<RequestError> isAlias = isAlias(all, spec.name());
            if (isAlias.isPresent()) {
                return isAlias;
            }
            Optional<RequestError> taken = taken(all, spec.name(), aliases);
            if (taken.isPresent()) {
                return taken;
            }
            if (all.size() >= DEPLOYMENTS_MAX) {
                return Optional.of(new ControlError.Conflict("There are " + DEPLOYMENTS_MAX
                        + " deployments, which is the most; delete some.",
                        ErrorCode.TOO_MANY_DEPLOYMENTS));
            }
            DeploymentTable.insert(tx.handle(),
                    new StoredDeployment(spec, true, aliases, actor.id(), clock.instant()));
            DeploymentTable.setAliases(tx.handle(), spec.name(), aliases);
            audit.done(tx, actor, "deployment.create", spec.name(),
                    DeploymentText.of(spec, aliases));
            tellFleet(tx);
            return Optional.empty();
        });
    }

    /**
     * Changes what it serves, how, and under which other names. It serves as it did until the new engines
     * can; a name that is taken from another deployment never leads nowhere.
     *
     * @param edit from the deployment as it is to what it is to be, under the same name
     */
    public Optional<RequestError> edit(Actor actor, String name,
            UnaryOperator<StoredDeployment> edit) {
        return change(name, (tx, old) -> {
            StoredDeployment changed = edit.apply(old);
            Optional<RequestError> taken =
                    taken(DeploymentTable.all(tx.handle()), name, changed.aliases());
            if (taken.isEmpty()) {
                DeploymentTable.update(tx.handle(), changed.spec());
                DeploymentTable.setAliases(tx.handle(), name, changed.aliases());
                audit.done(tx, actor, "deployment.update", name,
                        DeploymentText.ofChange(old, changed));
            }
            return taken;
        });
    }

    /** What has failed is tried again, also if the settings name it. */
    public Optional<RequestError> start(Actor actor, String name) {
        if (isOfSettings(name)) {
            return store.write(tx -> {
                audit.done(tx, actor, "deployment.start", name, "");
                tx.afterCommit(() -> fleet.retry(name));
                tellFleet(tx);
                return Optional.empty();
            });
        }
        return change(name, (tx, _) -> {
            DeploymentTable.want(tx.handle(), name, true);
            audit.done(tx, actor, "deployment.start", name, "");
            tx.afterCommit(() -> fleet.retry(name));
            return Optional.empty();
        });
    }

    public Optional<RequestError> stop(Actor actor, String name) {
        return change(name, (tx, _) -> {
            DeploymentTable.want(tx.handle(), name, false);
            audit.done(tx, actor, "deployment.stop", name, "");
            return Optional.empty();
        });
    }

    /** The file of its model stays. */
    public Optional<RequestError> delete(Actor actor, String name) {
        return change(name, (tx, _) -> {
            DeploymentTable.delete(tx.handle(), name);
            audit.done(tx, actor, "deployment.delete", name, "");
            return Optional.empty();
        });
    }

    private static boolean isNamed(StoredDeployment deployment, String name) {
        return deployment.spec().name().equals(name);
    }

    private static Optional<RequestError> isAlias(List<StoredDeployment> all, String name) {
        return all.stream()
                .filter(it -> it.aliases().contains(name))
                .findFirst()
                .map(it -> new ControlError.Conflict(
                        "The name '" + name + "' is an alias of the deployment '"
                                + it.spec().name() + "'; choose another name, or take the alias"
                                + " from it.",
                        ErrorCode.DEPLOYMENT_EXISTS));
    }

    /** Why a deployment can't have these aliases: names of deployments are not moved. */
    private Optional<RequestError> taken(List<StoredDeployment> all, String name,
            Set<String> aliases) {
        return aliases.stream()
                .filter(alias -> alias.equals(name) || isOfSettings(alias)
                        || all.stream().anyMatch(it -> isNamed(it, alias)))
                .findFirst()
                .map(Deployments::exists);
    }

    private static RequestError exists(String name) {
        return new ControlError.Conflict(
                "There is a deployment '" + name + "' already; choose another name.",
                ErrorCode.DEPLOYMENT_EXISTS);
    }

    private Optional<RequestError> change(String name,
            BiFunction<Transaction, StoredDeployment, Optional<RequestError>> change) {
        return store.write(tx -> {
            if (isOfSettings(name)) {
                return Optional.of(new ControlError.Conflict("The deployment '" + name
                        + "' stands in the settings (deployments); change it there and restart.",
                        ErrorCode.DEPLOYMENT_IN_SETTINGS));
            }
            Optional<StoredDeployment> old = DeploymentTable.find(tx.handle(), name);
            if (old.isEmpty()) {
                return Optional.of(
                        new ControlError.NotFound("deployment", name,
                                ErrorCode.DEPLOYMENT_NOT_FOUND));
            }
            Optional<RequestError> error = change.apply(tx, old.get());
            if (error.isEmpty()) {
                tellFleet(tx);
            }
            return error;
        });
    }

    /** In the order of the commits. */
    private void tellFleet(Transaction tx) {
        List<DeploymentSpec> running = new ArrayList<>();
        Set<String> stopped = new HashSet<>();
        Map<String, String> aliases = new HashMap<>();
        for (StoredDeployment stored : DeploymentTable.all(tx.handle())) {
            String name = stored.spec().name();
            if (stored.running()) {
                running.add(stored.spec());
            } else {
                stopped.add(name);
            }
            stored.aliases().forEach(alias -> aliases.put(alias, name));
        }
        Fleet.Wanted wanted = new Fleet.Wanted(running, stopped, aliases);
        tx.afterCommit(() -> fleet.run(wanted));
    }

    private boolean isOfSettings(String name) {
        return fleet.ofSettings().stream().anyMatch(spec -> spec.name().equals(name));
    }

    private View view(DeploymentSpec spec, Optional<StoredDeployment> stored) {
        boolean wanted = stored.map(StoredDeployment::running).orElse(true);
        DeploymentStatus unknown = wanted
                ? new DeploymentStatus(DeploymentState.PENDING, "no server runs it yet")
                : new DeploymentStatus(DeploymentState.STOPPED, "");
        return new View(spec, stored, fleet.status(spec.name()).orElse(unknown));
    }
}
