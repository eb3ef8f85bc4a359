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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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

    /** It is on disk then, and runs as soon as its model is here and loaded. */
    public Optional<RequestError> create(Actor actor, DeploymentSpec spec) {
        return store.write(tx -> {
            if (isOfSettings(spec.name())
                    || DeploymentTable.find(tx.handle(), spec.name()).isPresent()) {
                return Optional.of(new ControlError.Conflict("There is a deployment '"
                        + spec.name() + "' already; choose another name.",
                        ErrorCode.DEPLOYMENT_EXISTS));
            }
            if (DeploymentTable.all(tx.handle()).size() >= DEPLOYMENTS_MAX) {
                return Optional.of(new ControlError.Conflict("There are " + DEPLOYMENTS_MAX
                        + " deployments, which is the most; delete some.",
                        ErrorCode.TOO_MANY_DEPLOYMENTS));
            }
            DeploymentTable.insert(tx.handle(),
                    new StoredDeployment(spec, true, actor.id(), clock.instant()));
            audit.done(tx, actor, "deployment.create", spec.name(), "source " + spec.model());
            tellFleet(tx);
            return Optional.empty();
        });
    }

    /** One that has failed is tried again. */
    public Optional<RequestError> start(Actor actor, String name) {
        return change(actor, name, "deployment.start", tx -> {
            DeploymentTable.want(tx.handle(), name, true);
            tx.afterCommit(() -> fleet.status(name)
                    .filter(status -> status.state() == DeploymentState.ERROR)
                    .ifPresent(_ -> fleet.forget(name)));
        });
    }

    public Optional<RequestError> stop(Actor actor, String name) {
        return change(actor, name, "deployment.stop",
                tx -> DeploymentTable.want(tx.handle(), name, false));
    }

    /** The file of its model stays. */
    public Optional<RequestError> delete(Actor actor, String name) {
        return change(actor, name, "deployment.delete",
                tx -> DeploymentTable.delete(tx.handle(), name));
    }

    private Optional<RequestError> change(Actor actor, String name, String action,
            Consumer<Transaction> change) {
        return store.write(tx -> {
            if (isOfSettings(name)) {
                return Optional.of(new ControlError.Conflict("The deployment '" + name
                        + "' stands in the settings (deployments); change it there and restart.",
                        ErrorCode.DEPLOYMENT_IN_SETTINGS));
            }
            if (DeploymentTable.find(tx.handle(), name).isEmpty()) {
                return Optional.of(
                        new ControlError.NotFound("deployment", name,
                                ErrorCode.DEPLOYMENT_NOT_FOUND));
            }
            change.accept(tx);
            audit.done(tx, actor, action, name, "");
            tellFleet(tx);
            return Optional.empty();
        });
    }

    /** In the order of the commits. */
    private void tellFleet(Transaction tx) {
        List<DeploymentSpec> wanted = DeploymentTable.all(tx.handle())
                .stream()
                .filter(StoredDeployment::running)
                .map(StoredDeployment::spec)
                .toList();
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
