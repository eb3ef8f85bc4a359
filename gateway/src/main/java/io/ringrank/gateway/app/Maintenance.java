// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.access.AccessLog;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.control.ControlPlane;
import io.ringrank.gateway.control.Restoration;
import io.ringrank.gateway.control.deployments.Fleet;
import io.ringrank.gateway.control.store.DataDirectoryLock;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.http.HttpService;
import io.ringrank.gateway.http.HttpSettings;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Works on the data directory of a server that is stopped; while it runs, it is refused. Waits for
 * the disk: for commands.
 */
public final class Maintenance {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int FREE_PORT = 0;

    private Maintenance() {}

    /** The admin API of a data directory, on loopback and without any deployment. Closed once. */
    public static final class AdminServer implements AutoCloseable {

        private final URI baseUri;
        private final String apiKey;
        private final Resources resources;

        private AdminServer(URI baseUri, String apiKey, Resources resources) {
            this.baseUri = baseUri;
            this.apiKey = apiKey;
            this.resources = resources;
        }

        public URI baseUri() {
            return baseUri;
        }

        /** A key that lives as long as this server. */
        public String apiKey() {
            return apiKey;
        }

        @Override
        public void close() {
            resources.close();
        }
    }

    /**
     * Serves the admin API to this process.
     *
     * @throws ServerStartException if it can't; nothing of it is left running then
     */
    public static AdminServer serveAdmin(RingrankConfig config)
            throws ServerStartException, InterruptedException {
        Resources resources = new Resources();
        boolean started = false;
        try {
            AdminServer server = serveAdmin(config, resources);
            started = true;
            return server;
        } catch (IOException e) {
            throw refused(e);
        } finally {
            if (!started) {
                resources.close();
            }
        }
    }

    private static AdminServer serveAdmin(RingrankConfig config, Resources resources)
            throws IOException, ServerStartException, InterruptedException {
        Path dataDir = DataDirectory.open(config.dataDir());
        resources.add(DataDirectoryLock.take(dataDir));
        Vertx vertx = Vertx.vertx(Assembly.vertxOptions(1));
        resources.add(() -> LocalServer.await("Vert.x did not close", vertx.close()));
        ModelStore models = LocalModels.open(config, dataDir, LocalAppraiser.untried(config,
                Runtime.getRuntime().availableProcessors()), resources);
        ControlPlane control =
                resources.add(ControlPlane.open(Assembly.control(config, vertx, dataDir, models,
                        Fleet.NONE)));
        HttpSettings settings = new HttpSettings(new HttpSettings.Address(LOOPBACK, FREE_PORT),
                null, "localhost", 1, RequestLimits.DEFAULT.bodyBytesMax(), RequestLimits.DEFAULT,
                HttpSettings.Transport.PLAIN);
        HttpService http = LocalServer.await("the admin API can't be served",
                HttpService.start(vertx, settings,
                        Assembly.parts(Map::of, new GatewayMetrics(), AccessLog.ofLines(),
                                control)));
        resources.add(() -> LocalServer.await("the port could not be closed", http.close()));
        return new AdminServer(URI.create("http://" + LOOPBACK + ':' + http.port()),
                control.consoleKey(), resources);
    }

    /** @return the file with the new password of the user admin */
    public static Path resetAdminPassword(RingrankConfig config) throws ServerStartException {
        try {
            Path dataDir = DataDirectory.open(config.dataDir());
            try (DataDirectoryLock _ = DataDirectoryLock.take(dataDir)) {
                return ControlPlane.resetAdminPassword(dataDir);
            }
        } catch (IOException e) {
            throw refused(e);
        }
    }

    /** Puts a backup in the place of the database. */
    public static Restoration restore(RingrankConfig config, Path backup)
            throws ServerStartException {
        try {
            Path dataDir = DataDirectory.open(config.dataDir());
            try (DataDirectoryLock _ = DataDirectoryLock.take(dataDir)) {
                return ControlPlane.restore(backup, dataDir);
            }
        } catch (IOException e) {
            throw refused(e);
        }
    }

    private static ServerStartException refused(IOException e) {
        return new ServerStartException(String.valueOf(e.getMessage()), e);
    }
}
