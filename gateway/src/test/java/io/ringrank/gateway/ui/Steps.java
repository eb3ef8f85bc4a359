// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.ringrank.gateway.app.Assembly;
import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.config.ConfigLoader;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.hub.TestHub;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What tests do in the browser, and with the server that it shows. */
final class Steps {

    /** How a model of {@link TestHub#BGE} is called unless somebody wishes otherwise. */
    static final String NAME = "bge-reranker-v2-m3";
    static final String PASSWORD = "correct horse battery";
    static final LocatorAssertions.IsVisibleOptions SLOWLY =
            new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);

    private static final int FIRST_LOAD_BYTES_MAX = 300 << 10;

    private Steps() {}

    /** By the first password, which is changed then. */
    static void logIn(Browser browser, Path directory) throws Exception {
        Page page = browser.page();
        page.navigate("/");
        page.getByLabel("User name").fill("admin");
        browser.look("login");
        assertThat(browser.bytesReceived()).isLessThan(FIRST_LOAD_BYTES_MAX);
        page.getByLabel("Password").fill("a wrong one");
        button(page, "Log in").click();
        assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
        page.getByLabel("Password")
                .fill(Files.readString(directory.resolve("initial-admin-password")).strip());
        button(page, "Log in").click();
        page.getByLabel("New password", exactly()).fill(PASSWORD);
        page.getByLabel("New password, again").fill(PASSWORD);
        browser.look("first-password");
        button(page, "Change password").click();
        assertThat(heading(page, "Models")).isVisible();
    }

    static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON,
                new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator button(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON,
                new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator heading(Page page, String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }

    static void open(Page page, String title) {
        open(page, title, title);
    }

    /** @param seen after that */
    static void open(Page page, String title, String seen) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(title)).click();
        assertThat(page.locator("main").getByText(seen).first()).isVisible();
    }

    static int rerank(URI server, String key) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(server.resolve("/v1/rerank"))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\": \"" + NAME
                            + "\", \"query\": \"panda\", \"documents\": [\"bear\", \"hi\"]}"))
                    .build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    static RunningServer start(TestHub hub, Path directory) throws Exception {
        return start(hub, directory, Map.of());
    }

    /** @param others settings beside those that point to the hub and the directory */
    static RunningServer start(TestHub hub, Path directory, Map<String, String> others)
            throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("server.port", "0",
                "data-dir", directory.toString(), "engine.lanes", "1", "hub.endpoint",
                hub.endpoint().toString(), "hub.allowed-hosts", hub.bytesHost(), "hub.cache-dir",
                directory.resolve("hub").toString()));
        settings.putAll(others);
        RingrankConfig config = new ConfigLoader(Map.of()).load(null, settings).config();
        RunningServer server = new Assembly().start(config, line -> {});
        server.awaitReady();
        return server;
    }
}
