// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.client.EngineHost;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.engine.EngineMain;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.backend.llamacpp.natives.NativeSelection.Selection.Chosen;
import io.ringrank.gateway.access.AccessLog;
import io.ringrank.gateway.access.RequestSpans;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.control.ControlPlane;
import io.ringrank.gateway.control.deployments.Fleet;
import io.ringrank.gateway.control.store.DataDirectoryLock;
import io.ringrank.gateway.control.store.StoreException;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.http.HttpService;
import io.ringrank.gateway.http.HttpSettings;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.gateway.rerank.RerankTargets;
import io.ringrank.gateway.status.NativeReport;
import io.ringrank.gateway.status.ServerFacts;
import io.ringrank.gateway.status.ServerVersion;
import io.ringrank.scheduler.core.SchedulerLimits;
import io.ringrank.scheduler.pair.PairKeys;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: makes every object of a server and hands it what it needs. Nothing else
 * knows both the HTTP side and the llama.cpp backend.
 */
public final class Assembly implements ServerLauncher {

    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int PAIR_KEY_SECRET_BYTES = 32;
    private static final long KEEP_COSTS_MILLIS = 60_000;
    private static final long UNLOAD_IDLE_MILLIS = 500;

    private final @Nullable Path home;

    /** Makes servers that know no other folder than their data directory. */
    public Assembly() {
        this(null);
    }

    /** @param home the folder of the launcher, which may have libraries in it */
    public Assembly(@Nullable Path home) {
        this.home = home;
    }

    @Override
    public RunningServer start(RingrankConfig config, Progress progress)
            throws ServerStartException, InterruptedException {
        Resources resources = new Resources();
        boolean started = false;
        try {
            RunningServer server = start(config, progress, resources);
            started = true;
            return server;
        } catch (StoreException e) {
            throw new ServerStartException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ServerStartException("the server can't start: " + e, e);
        } finally {
            if (!started) {
                resources.close();
            }
        }
    }

    private RunningServer start(RingrankConfig config, Progress progress, Resources resources)
            throws IOException, ServerStartException, InterruptedException {
        LogOutput.apply(config.log());
        resources.add(LogOutput::end);
        Path dataDir = DataDirectory.open(config.dataDir());
        resources.add(DataDirectoryLock.take(dataDir));
        GatewayMetrics metrics = new GatewayMetrics();
        EngineHost engines = resources.add(EngineHost.open());
        byte[] secret = new byte[PAIR_KEY_SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        CostFile costs = new CostFile(dataDir);
        LocalNatives natives = new LocalNatives(config, dataDir, home);
        Chosen library = natives.choose(progress);
        MemoryBudget memory = new MemoryBudget(AvailableMemory.ofThisMachine());
        ModelStore models =
                LocalModels.open(config, dataDir, appraiser(config, library, memory), resources);
        metrics.watchDownloads(models::bytesReceived);
        LocalModels.cleanUp(models);
        Surroundings surroundings = new Surroundings(engines,
                new ModelFiles(dataDir, new DoctorOptions(config.engine().allowDegraded()),
                        LlamaGeneration.of(library.facts().abi()),
                        memory,
                        PairLength.ofThisMachine(config.engine().tokensPerPair(),
                                config.deployments().size()),
                        models),
                natives.jvm(EngineMain.class), limits(config), new PairKeys(secret), costs,
                progress);
        LocalFleet fleet = resources.add(new LocalFleet(new FleetParts(
                planner(config, library), surroundings, metrics,
                Duration.ofMillis(config.server().drainTimeoutMs())), config.deployments()));
        resources.add(() -> costs.learn(fleet.learnedCosts()));
        Vertx vertx = Vertx.vertx(vertxOptions(config.server().eventLoops(CORES)));
        resources.add(() -> LocalServer.await("Vert.x did not close", vertx.close()));
        vertx.setPeriodic(KEEP_COSTS_MILLIS,
                _ -> Thread.ofVirtual()
                        .name("keep-costs")
                        .start(() -> costs.learn(fleet.learnedCosts())));
        vertx.setPeriodic(UNLOAD_IDLE_MILLIS,
                _ -> Thread.ofVirtual().name("unload-idle").start(fleet::unloadIdle));
        // This lets the fleet run; the rest is done while engines load.
        ControlPlane control =
                resources.add(ControlPlane.open(control(config, vertx, dataDir, models, fleet,
                        observed(config, metrics, LocalNativeLibraries.report(library)))));
        HttpService http = LocalServer.await("the server can't listen on " + places(config),
                HttpService.start(vertx, http(config),
                        parts(fleet, metrics, accessLog(config, resources), control)));
        if (http.adminPort() != http.port()) {
            progress.say(
                    "the web UI and the admin API are on " + config.server().adminHost() + " port "
                            + http.adminPort());
        }
        return new LocalServer(config.server(), http, fleet, resources);
    }

    /** Of models for one more deployment. */
    private static LocalAppraiser appraiser(RingrankConfig config, Chosen library,
            MemoryBudget memory) {
        RingrankConfig.Engine engine = config.engine();
        EnginePlan plan = EnginePlan.of(library.candidate().library(), library.facts(),
                new EnginePlan.Wishes(engine.device(), engine.lanes(), engine.tokensPerBatch()),
                new CoreBudget(CORES, engine.lanes()).lanes(0, 1)).orElseThrow();
        return LocalAppraiser.of(config, library.facts(), plan, memory);
    }

    private static FleetParts.Planner planner(RingrankConfig config, Chosen library) {
        return new EnginePlanner(library.candidate().library(), library.facts(), config.engine(),
                CORES);
    }

    /** Nothing is served from files, so there is no need of a folder for copies of them. */
    static VertxOptions vertxOptions(int eventLoops) {
        return new VertxOptions().setEventLoopPoolSize(eventLoops)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false));
    }

    static ControlPlane.Surroundings control(RingrankConfig config, Vertx vertx,
            Path dataDir, ModelStore models, Fleet fleet, ControlPlane.Observed observed) {
        return new ControlPlane.Surroundings(vertx, dataDir, InstantSource.system(),
                System::nanoTime, Duration.ofMinutes(config.server().sessionMinutes()),
                Math.max(1, CORES / 2), models, fleet, observed);
    }

    /** @param natives what it computes with, if it does */
    static ControlPlane.Observed observed(RingrankConfig config, GatewayMetrics metrics,
            @Nullable NativeReport natives) {
        RingrankConfig.Server server = config.server();
        // A free one is known when it is taken, which is later.
        boolean apart = server.adminPort() != RingrankConfig.Server.SAME_PORT
                && server.port() != 0;
        return new ControlPlane.Observed(metrics, new ServerFacts(ServerVersion.ofThisProcess(),
                Instant.now(), apart ? OptionalInt.of(server.port()) : OptionalInt.empty(), CORES,
                Optional.ofNullable(natives)));
    }

    private static AccessLog accessLog(RingrankConfig config, Resources resources) {
        RequestSpans spans = resources.add(config.traces()
                .endpoint()
                .map(endpoint -> RequestSpans.sentTo(endpoint, config.traces().percent()))
                .orElseGet(RequestSpans::none));
        return new AccessLog(config.log().slowRequestMs(), spans);
    }

    static HttpService.Parts parts(RerankTargets targets, GatewayMetrics metrics,
            AccessLog accessLog, ControlPlane control) {
        return new HttpService.Parts(targets, control.authorizer(), metrics, control.usage(),
                accessLog, control.routes(), control.denials());
    }

    private static String places(RingrankConfig config) {
        RingrankConfig.Server server = config.server();
        String place = server.host() + " port " + server.port();
        return server.adminPort() == RingrankConfig.Server.SAME_PORT
                ? place
                : place + " and " + server.adminHost() + " port " + server.adminPort();
    }

    private static HttpSettings http(RingrankConfig config) {
        RingrankConfig.Server server = config.server();
        HttpSettings.Address admin = server.adminPort() == RingrankConfig.Server.SAME_PORT
                ? null
                : new HttpSettings.Address(server.adminHost(), server.adminPort());
        return new HttpSettings(new HttpSettings.Address(server.host(), server.port()), admin,
                server.adminNames(), server.eventLoops(CORES), server.maxBodiesBytes(),
                new RequestLimits(server.maxBodyBytes(),
                        server.maxDocuments(), server.defaultTimeoutMs(), server.maxTimeoutMs()),
                new HttpSettings.Transport(server.tlsCertificate()
                        .flatMap(certificate -> server.tlsKey()
                                .map(key -> new HttpSettings.Tls(certificate, key)))
                        .orElse(null), server.clearTextHttp2(), server.corsOriginNames(),
                        server.proxies()));
    }

    private static SchedulerLimits limits(RingrankConfig config) {
        RingrankConfig.Scheduler scheduler = config.scheduler();
        return new SchedulerLimits(scheduler.ringSlots(), scheduler.queuedPairsMax(),
                scheduler.queuedBytesMax(), config.cache().maxBytes(),
                Duration.ofSeconds(config.cache().ttlSeconds()));
    }
}
