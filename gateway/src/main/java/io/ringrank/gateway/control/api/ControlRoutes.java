// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import io.ringrank.gateway.auth.Audience;
import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.control.audit.Actor;
import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.deployments.Deployments;
import io.ringrank.gateway.control.keys.ApiKeys;
import io.ringrank.gateway.control.session.Sessions;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.control.usage.UsageMeter;
import io.ringrank.gateway.control.users.Passwords;
import io.ringrank.gateway.control.users.Users;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.RequestError.AccessError;
import io.ringrank.gateway.route.DenialListener;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;

/** The rows of the control plane. Any thread. */
public final class ControlRoutes implements DenialListener {

    private static final String USER = "/api/v1/users/:name";
    private static final String KEYS = "/api/v1/api-keys";
    private static final String KEY = "/api/v1/api-keys/:id";
    private static final String DEPLOYMENTS = "/api/v1/deployments";
    private static final String DEPLOYMENT = DEPLOYMENTS + "/:name";
    private static final String MODELS = "/api/v1/models";
    private static final String MODEL = "/api/v1/models/:id";

    private final ControlHandlers handlers;
    private final AuditLog audit;
    private final ExecutorService virtualThreads;
    private final List<Route> table;

    /** Everything that can be administered. */
    public record Services(Store store, Users users, Passwords passwords, Sessions sessions,
            ApiKeys keys, UsageMeter usage, AuditLog audit, ModelStore models,
            Deployments deployments) {}

    /** @param dataDir where a backup lies while it is sent */
    public ControlRoutes(Services services, Path dataDir, InstantSource clock,
            ExecutorService virtualThreads) throws IOException {
        StoreActions.forgetCopies(dataDir);
        this.handlers = new ControlHandlers(virtualThreads, services.audit());
        this.audit = services.audit();
        this.virtualThreads = virtualThreads;
        AuthActions auth = new AuthActions(services.users());
        UserActions users = new UserActions(services.users(), services.passwords());
        KeyActions keys = new KeyActions(services.keys(), clock);
        UsageActions usage = new UsageActions(services.usage(), clock);
        AuditActions log = new AuditActions(services.audit());
        StoreActions store = new StoreActions(services.store(), services.sessions(),
                services.audit(), dataDir);
        this.table = Stream.of(models(services).stream(),
                deployments(services).stream(), Stream.of(
                        change(HttpMethod.POST, "/api/v1/auth/login", Audience.ANYONE, "auth.login",
                                "Begin a session with a name and a password.", auth::logIn),
                        change(HttpMethod.POST, "/api/v1/auth/logout", Audience.SESSION,
                                "auth.logout",
                                "End the session.", auth::logOut),
                        read("/api/v1/auth/session", Audience.SESSION, "Show the session.",
                                auth::session),
                        change(HttpMethod.POST, "/api/v1/auth/password", Audience.SESSION,
                                "auth.password",
                                "Change the own password, which ends all sessions.",
                                auth::changePassword),
                        change(HttpMethod.POST, "/api/v1/auth/signing-key", Audience.MANAGEMENT,
                                "signing_key.replace",
                                "Replace the key that signs sessions, which ends all of them.",
                                store::replaceSigningKey),
                        read("/api/v1/users", Audience.MANAGEMENT, "List the users.", users::list),
                        change(HttpMethod.POST, "/api/v1/users", Audience.MANAGEMENT, "user.create",
                                "Add a user.", users::create),
                        change(HttpMethod.PATCH, USER, Audience.MANAGEMENT, "user.update",
                                "Change the role of a user.", users::setRole),
                        change(HttpMethod.POST, USER + "/password", Audience.MANAGEMENT,
                                "user.password",
                                "Give a user a new password.", users::resetPassword),
                        change(HttpMethod.DELETE, USER, Audience.MANAGEMENT, "user.delete",
                                "Delete a user.", users::delete),
                        read(KEYS, Audience.MANAGEMENT, "List the API keys, masked.", keys::list),
                        change(HttpMethod.POST, KEYS, Audience.MANAGEMENT, "api_key.create",
                                "Make an API key, whose value is shown once.", keys::create),
                        read(KEY, Audience.MANAGEMENT, "Show an API key, masked.", keys::get),
                        change(HttpMethod.PATCH, KEY, Audience.MANAGEMENT, "api_key.update",
                                "Change an API key.", keys::edit),
                        change(HttpMethod.DELETE, KEY, Audience.MANAGEMENT, "api_key.revoke",
                                "Revoke an API key, at once.", keys::revoke),
                        read("/api/v1/usage", Audience.MANAGEMENT,
                                "Show usage by day, key and deployment, as JSON or CSV.",
                                usage::find),
                        read("/api/v1/audit", Audience.MANAGEMENT,
                                "Show management actions, newest first, as JSON or CSV.",
                                log::find),
                        read("/api/v1/backup", Audience.MANAGEMENT,
                                "Download a copy of the database.",
                                store::backUp)))
                .flatMap(Function.identity())
                .toList();
    }

    private List<Route> models(Services services) {
        ModelActions models =
                new ModelActions(services.models(), services.store(), services.audit());
        HubActions hubs = new HubActions(services.models());
        return List.of(
                read("/api/v1/hub/search", Audience.MANAGEMENT,
                        "Search a hub for repositories with models.", hubs::search),
                read("/api/v1/hub/files", Audience.MANAGEMENT,
                        "List the files of a source and what they would be worth here.",
                        hubs::files),
                read(MODELS, Audience.MANAGEMENT,
                        "List the model files that are here or on their way.", models::list),
                change(HttpMethod.POST, MODELS, Audience.MANAGEMENT, "model.pull",
                        "Begin to download a model file.", models::pull),
                read(MODEL, Audience.MANAGEMENT, "Show a model file, or how far its download is.",
                        models::get),
                change(HttpMethod.DELETE, MODEL, Audience.MANAGEMENT, "model.delete",
                        "Delete a model file, or end its download.", models::delete));
    }

    private List<Route> deployments(Services services) {
        DeploymentActions deployments =
                new DeploymentActions(services.deployments(), services.models());
        return List.of(
                read(DEPLOYMENTS, Audience.MANAGEMENT, "List the deployments and their states.",
                        deployments::list),
                change(HttpMethod.POST, DEPLOYMENTS, Audience.MANAGEMENT, "deployment.create",
                        "Serve a model from now on.", deployments::create),
                read(DEPLOYMENT, Audience.MANAGEMENT, "Show a deployment and its state.",
                        deployments::get),
                read(DEPLOYMENT + "/logs", Audience.MANAGEMENT,
                        "Show what a deployment's engines wrote last.", deployments::logs),
                change(HttpMethod.POST, DEPLOYMENT + "/start", Audience.MANAGEMENT,
                        "deployment.start", "Start a deployment that is stopped or has failed.",
                        deployments::start),
                change(HttpMethod.POST, DEPLOYMENT + "/stop", Audience.MANAGEMENT,
                        "deployment.stop", "Stop a deployment, which stays stopped.",
                        deployments::stop),
                change(HttpMethod.DELETE, DEPLOYMENT, Audience.MANAGEMENT, "deployment.delete",
                        "Stop and forget a deployment; its model file stays.",
                        deployments::delete));
    }

    public List<Route> table() {
        return table;
    }

    /** Writes it in the audit log; whoever only looks is not worth a row. */
    @Override
    public void onDenied(RoutingContext ctx, Route route, Principal principal,
            AccessError error) {
        if (route.plane() == Plane.CONTROL && !route.method().equals(HttpMethod.GET)) {
            String action = route.method() + " " + route.path();
            Actor actor = ControlHandlers.actor(ctx, principal);
            String code = ErrorAnswer.of(error).code();
            virtualThreads.execute(() -> audit.refused(actor, action, "", code));
        }
    }

    private Route read(String path, Audience audience, String summary, ControlAction action) {
        return new Route(HttpMethod.GET, path, Plane.CONTROL, audience, summary,
                ctx -> handlers.read(ctx, action));
    }

    private Route change(HttpMethod method, String path, Audience audience, String name,
            String summary, ControlAction action) {
        return new Route(method, path, Plane.CONTROL, audience, summary,
                ctx -> handlers.change(ctx, action, name));
    }
}
