// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import io.ringrank.gateway.auth.Access;
import io.ringrank.gateway.auth.Audience;
import io.ringrank.gateway.auth.Authorizer;
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
import io.ringrank.gateway.metrics.History;
import io.ringrank.gateway.route.DenialListener;
import io.ringrank.gateway.route.Input;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.ringrank.gateway.status.ServerFacts;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

/** The rows of the control plane. Any thread. */
public final class ControlRoutes implements DenialListener {

    private static final String USER = "/api/v1/users/:name";
    private static final String KEYS = "/api/v1/api-keys";
    private static final String KEY = "/api/v1/api-keys/:id";
    private static final String MODELS = "/api/v1/models";
    private static final String MODEL = "/api/v1/models/:id";
    private static final String DEPLOYMENTS = "/api/v1/deployments";
    private static final String DEPLOYMENT = DEPLOYMENTS + "/:name";

    private final ControlHandlers handlers;
    private final AuditLog audit;
    private final ExecutorService virtualThreads;
    private final List<Route> table;

    /** Everything that can be administered. */
    public record Services(Store store, Authorizer authorizer, Users users, Passwords passwords,
            Sessions sessions,
            ApiKeys keys, UsageMeter usage, AuditLog audit, ModelStore models,
            Deployments deployments, History history, ServerFacts server) {}

    /** @param dataDir where a backup lies while it is sent */
    public ControlRoutes(Services services, Path dataDir, InstantSource clock,
            ExecutorService virtualThreads) throws IOException {
        StoreActions.forgetCopies(dataDir);
        this.handlers = new ControlHandlers(virtualThreads, services.audit(),
                new EventStreams(virtualThreads, ctx -> services.authorizer()
                        .check(ctx.request(), Audience.MANAGEMENT) instanceof Access.Granted));
        this.audit = services.audit();
        this.virtualThreads = virtualThreads;
        this.table = Stream.of(sessions(services, dataDir), users(services), keys(services, clock),
                records(services, dataDir, clock), models(services), deployments(services),
                server(services))
                .flatMap(List::stream)
                .toList();
    }

    private List<Route> sessions(Services services, Path dataDir) {
        AuthActions auth = new AuthActions(services.users(), services.server().dataPort());
        StoreActions store = store(services, dataDir);
        return List.of(
                new Route(HttpMethod.POST, "/api/v1/auth/login", Plane.CONTROL, Audience.ANYONE,
                        "Begin a session with a name and a password.",
                        ctx -> handlers.run(ctx, auth::logIn))
                        .reading(Input.required("username", "string", "Name of the user."),
                                Input.required("password", "string", "The user's password."),
                                Input.optional("cookie", "boolean",
                                        "Whether the token comes as a cookie as well, for browsers.")),
                change(HttpMethod.POST, "/api/v1/auth/logout", Audience.SESSION, "auth.logout",
                        "End the session.", auth::logOut),
                read("/api/v1/auth/session", Audience.SESSION, "Show the session.", auth::session),
                change(HttpMethod.POST, "/api/v1/auth/password", Audience.SESSION,
                        "auth.password", "Change the own password, which ends all sessions.",
                        auth::changePassword)
                        .reading(Input.required("current_password", "string", "As it was."),
                                Input.required("new_password", "string", "As it shall be.")),
                change(HttpMethod.POST, "/api/v1/auth/signing-key", Audience.MANAGEMENT,
                        "signing_key.replace",
                        "Replace the key that signs sessions, which ends all of them.",
                        store::replaceSigningKey));
    }

    private List<Route> users(Services services) {
        UserActions users = new UserActions(services.users(), services.keys(),
                services.passwords());
        return List.of(
                read("/api/v1/users", Audience.MANAGEMENT, "List the users.", users::list),
                change(HttpMethod.POST, "/api/v1/users", Audience.MANAGEMENT, "user.create",
                        "Add a user.", users::create).reading(
                                Input.required("name", "string",
                                        "Lower-case letters, digits, . _ -"),
                                Input.optional("role", "string", "admin or user (the default)."),
                                Input.optional("password", "string",
                                        "The first one; without it one is made and shown once.")),
                change(HttpMethod.PATCH, USER, Audience.MANAGEMENT, "user.update",
                        "Change the role of a user.", users::setRole)
                        .reading(Input.required("role", "string", "admin or user."),
                                Input.query(UserActions.REVOKE_KEYS, "boolean",
                                        "Whether to revoke the API keys of who is no admin any more.")),
                change(HttpMethod.POST, USER + "/password", Audience.MANAGEMENT, "user.password",
                        "Give a user a new password.", users::resetPassword)
                        .reading(Input.optional("password", "string",
                                "The new one; without it one is made and shown once.")),
                change(HttpMethod.DELETE, USER, Audience.MANAGEMENT, "user.delete",
                        "Delete a user, whose API keys stay valid unless they are revoked as well.",
                        users::delete).reading(
                                Input.query(UserActions.REVOKE_KEYS, "boolean",
                                        "Whether to revoke the API keys that the user has made.")));
    }

    private List<Route> keys(Services services, InstantSource clock) {
        KeyActions keys = new KeyActions(services.keys(), clock);
        return List.of(
                read(KEYS, Audience.MANAGEMENT, "List the API keys, masked.", keys::list),
                change(HttpMethod.POST, KEYS, Audience.MANAGEMENT, "api_key.create",
                        "Make an API key, whose value is shown once.", keys::create)
                        .reading(KeyFields.inputs(true)),
                read(KEY, Audience.MANAGEMENT, "Show an API key, masked.", keys::get),
                change(HttpMethod.PATCH, KEY, Audience.MANAGEMENT, "api_key.update",
                        "Change an API key.", keys::edit).reading(KeyFields.inputs(false)),
                change(HttpMethod.DELETE, KEY, Audience.MANAGEMENT, "api_key.revoke",
                        "Revoke an API key, at once.", keys::revoke));
    }

    private List<Route> records(Services services, Path dataDir, InstantSource clock) {
        UsageActions usage = new UsageActions(services.usage(), clock);
        AuditActions log = new AuditActions(services.audit());
        StoreActions store = store(services, dataDir);
        return List.of(
                read("/api/v1/usage", Audience.MANAGEMENT,
                        "Show usage by day, key and deployment, as JSON or CSV.", usage::find)
                        .reading(Input.query("from", "string", "The first day, as 2026-11-25."),
                                Input.query("to", "string", "The last day."),
                                Input.query("key", "string", "Only of this key's id."),
                                Input.query("deployment", "string", "Only of this deployment."),
                                Input.query("limit", "integer", "Rows at most."),
                                Input.query("offset", "integer", "Rows to leave out first."),
                                Input.query("format", "string", "json or csv.")),
                read("/api/v1/audit", Audience.MANAGEMENT,
                        "Show management actions, newest first, as JSON or CSV.", log::find)
                        .reading(Input.query("before", "integer", "Only rows with a lower id."),
                                Input.query("limit", "integer", "Rows at most."),
                                Input.query("format", "string", "json or csv.")),
                read("/api/v1/backup", Audience.MANAGEMENT, "Download a copy of the database.",
                        store::backUp));
    }

    private static StoreActions store(Services services, Path dataDir) {
        return new StoreActions(services.store(), services.sessions(), services.audit(), dataDir);
    }

    private List<Route> models(Services services) {
        ModelActions models =
                new ModelActions(services.models(), services.store(), services.audit());
        HubActions hubs = new HubActions(services.models());
        return List.of(
                read("/api/v1/hub/search", Audience.MANAGEMENT,
                        "Search a hub for repositories with models.", hubs::search)
                        .reading(Input.query("hub", "string", "hf (the default) or ms."),
                                Input.query("q", "string", "Words to look for."),
                                Input.query("gguf", "boolean",
                                        "Only repositories with GGUF files."),
                                Input.query("task", "string", "The hub's name of a task."),
                                Input.query("sort", "string",
                                        "trending, downloads, likes or updated."),
                                Input.query("page", "string", "As the last answer said."),
                                Input.query("limit", "integer", "Rows at most.")),
                read("/api/v1/hub/files", Audience.MANAGEMENT,
                        "List the files of a source and what they would be worth here.",
                        hubs::files)
                        .reading(Input.query("source", "string",
                                "hf:ORG/NAME, ms:ORG/NAME or a path.")),
                read(MODELS, Audience.MANAGEMENT,
                        "List the model files that are here or on their way.", models::list),
                change(HttpMethod.POST, MODELS, Audience.MANAGEMENT, "model.pull",
                        "Begin to download a model file.", models::pull)
                        .reading(Input.required("source", "string",
                                "hf:ORG/NAME[:FILE] or ms:ORG/NAME[:FILE].")),
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
                        "Serve a model from now on.", deployments::create)
                        .reading(DeploymentFields.inputs(true)),
                change(HttpMethod.PATCH, DEPLOYMENT, Audience.MANAGEMENT, "deployment.update",
                        "Change a deployment, which serves as it did until the new engines can.",
                        deployments::edit).reading(DeploymentFields.inputs(false)),
                read(DEPLOYMENT, Audience.MANAGEMENT, "Show a deployment and its state.",
                        deployments::get),
                read(DEPLOYMENT + "/logs", Audience.MANAGEMENT,
                        "Show what a deployment's engines wrote last.", deployments::logs)
                        .reading(Input.query(DeploymentActions.FOLLOW, "boolean",
                                "Whether to go on, as server-sent events.")),
                read("/api/v1/events", Audience.MANAGEMENT,
                        "Tell of deployments and models, and of each change of their states, as"
                                + " server-sent events.",
                        deployments::events)
                        .reading(Input.query(DeploymentActions.ONCE, "boolean",
                                "Whether to end after what there is now.")),
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

    private List<Route> server(Services services) {
        ServerActions server = new ServerActions(services.history(), services.server());
        return List.of(
                read("/api/v1/stats", Audience.MANAGEMENT,
                        "Show what was done in the last 15 minutes, in samples of two seconds.",
                        server::stats)
                        .reading(Input.query(ServerActions.FOLLOW, "boolean",
                                "Whether to go on, as server-sent events.")),
                read("/api/v1/about", Audience.MANAGEMENT,
                        "Show the version, what it computes with and on which devices.",
                        server::about));
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
                ctx -> handlers.run(ctx, action));
    }

    private Route change(HttpMethod method, String path, Audience audience, String name,
            String summary, ControlAction action) {
        return new Route(method, path, Plane.CONTROL, audience, summary,
                ctx -> handlers.change(ctx, action, name));
    }
}
