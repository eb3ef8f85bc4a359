// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.gateway.access.AccessLog;
import io.ringrank.gateway.access.TrustedProxies;
import io.ringrank.gateway.auth.ApiKeyRegistry;
import io.ringrank.gateway.control.ControlPlane;
import io.ringrank.gateway.control.ControlServer;
import io.ringrank.gateway.control.deployments.Fleet;
import io.ringrank.gateway.download.LoneStore;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serves with a certificate of its own, which the client trusts. */
class TlsTest {

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private KeyStore keys;

    @BeforeEach
    void makeCertificate() throws Exception {
        keys = SelfSigned.in(folder);
    }

    @AfterEach
    void stop() {
        TestServer.await(vertx.close());
    }

    private HttpSettings settings(String certificate) {
        return new HttpSettings(new HttpSettings.Address("127.0.0.1", 0), null, "localhost", 1,
                128 << 10, TestServer.LIMITS, new HttpSettings.Transport(
                        new HttpSettings.Tls(folder.resolve(certificate),
                                folder.resolve("key.pem")),
                        false, Set.of(), TrustedProxies.NONE));
    }

    private HttpService serve(String certificate) {
        FakeTarget target = new FakeTarget("bge");
        return TestServer.await(HttpService.start(vertx, settings(certificate),
                TestServer.parts(() -> Map.of(target.name(), target),
                        new ApiKeyRegistry(InstantSource.system(), System::nanoTime),
                        new GatewayMetrics())));
    }

    private HttpClient client(Version version) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).version(version).build();
    }

    private static HttpRequest readyz(String scheme, HttpService service) {
        return HttpRequest
                .newBuilder(URI.create(scheme + "://127.0.0.1:" + service.port() + "/readyz"))
                .timeout(TestServer.PATIENCE)
                .build();
    }

    @Test
    void serves_https_by_both_versions_of_http() throws Exception {
        HttpService service = serve("cert.pem");

        for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
            try (HttpClient client = client(version)) {
                HttpResponse<String> response =
                        client.send(readyz("https", service), BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.version()).isEqualTo(version);
            }
        }
    }

    @Test
    void lets_browsers_keep_the_session_to_https() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (ModelStore models = LoneStore.in(folder.resolve("models"));
                ControlPlane plane = ControlPlane.open(new ControlPlane.Surroundings(vertx, data,
                        InstantSource.system(), System::nanoTime, Duration.ofHours(1), 2, models,
                        Fleet.NONE, ControlServer.observed(new GatewayMetrics())));
                HttpClient client = client(Version.HTTP_1_1)) {
            HttpService service = TestServer.await(HttpService.start(vertx, settings("cert.pem"),
                    new HttpService.Parts(Map::of, plane.authorizer(), new GatewayMetrics(),
                            plane.usage(), AccessLog.ofLines(), plane.routes(), plane.denials())));
            JsonObject login = new JsonObject().put("username", "admin")
                    .put("password",
                            Files.readString(data.resolve("initial-admin-password")).strip())
                    .put("cookie", true);

            HttpResponse<String> response = client.send(HttpRequest
                    .newBuilder(URI.create("https://localhost:" + service.port()
                            + "/api/v1/auth/login"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(login.encode()))
                    .build(), BodyHandlers.ofString());

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.headers().firstValue("set-cookie").orElseThrow())
                    .contains("; Secure;");
            assertThat(response.headers().firstValue("strict-transport-security"))
                    .contains("max-age=31536000");
            TestServer.await(service.close());
        }
    }

    @Test
    void does_not_speak_plain_http_beside_it() throws Exception {
        HttpService service = serve("cert.pem");

        try (HttpClient client = client(Version.HTTP_1_1)) {
            assertThatThrownBy(
                    () -> client.send(readyz("http", service), BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void does_not_start_without_its_certificate() {
        assertThatThrownBy(() -> serve("missing.pem")).hasMessageContaining("missing.pem");
    }
}
