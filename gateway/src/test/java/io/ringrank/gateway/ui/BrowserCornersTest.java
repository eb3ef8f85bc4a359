// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.ringrank.gateway.ui.Steps.NAME;
import static io.ringrank.gateway.ui.Steps.PASSWORD;
import static io.ringrank.gateway.ui.Steps.SLOWLY;
import static io.ringrank.gateway.ui.Steps.button;
import static io.ringrank.gateway.ui.Steps.exactly;
import static io.ringrank.gateway.ui.Steps.heading;
import static io.ringrank.gateway.ui.Steps.logIn;
import static io.ringrank.gateway.ui.Steps.open;
import static io.ringrank.gateway.ui.Steps.rerank;
import static io.ringrank.gateway.ui.Steps.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.management.OperatingSystemMXBean;
import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.hub.TestHub;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tutorial does not come by. */
class BrowserCornersTest {

    /** As many as a page of a search has. */
    private static final int REPOSITORIES = 20;
    private static final int TABS_MAX = 100;
    private static final long MEMORY_MAX = 128L << 30;

    @TempDir
    private Path directory;

    @Test
    void shows_more_of_what_a_hub_has_and_downloads_ahead_of_a_deployment() throws Exception {
        try (TestHub hub = TestHub.withBge();
                RunningServer server = start(hub, directory);
                Browser browser = Browser.open(server.baseUri())) {
            for (int i = 0; i < REPOSITORIES; i++) {
                hub.put("acme/reranker-" + i + "-GGUF", "b".repeat(40), Map.of());
            }
            logIn(browser, directory);
            Page page = browser.page();
            open(page, "Model files", "There are no model files");
            button(page, "Download model").click();
            Locator found = page.locator(".choices").first().getByRole(AriaRole.RADIO);
            assertThat(page.getByText(TestHub.BGE)).hasCount(0);
            button(page, "More").click();
            assertThat(found).hasCount(REPOSITORIES + 1);
            assertThat(button(page, "More")).hasCount(0);
            page.getByText(TestHub.BGE).click();
            assertThat(page.getByText("recommended")).isVisible();
            browser.look("download");
            hub.stallsAfter = 100;
            button(page.getByRole(AriaRole.DIALOG), "Download model").click();
            assertThat(page.getByText("Downloading")).isVisible();
            browser.look("downloading");

            page.getByLabel("Stop the download of").click();
            assertThat(page.getByText("What has come of it is lost")).isVisible();
            button(page.getByRole(AriaRole.DIALOG), "Stop").click();
            assertThat(page.getByText("There are no model files")).isVisible();

            hub.stallsAfter = TestHub.NEVER;
            hub.spoils = true;
            button(page, "Download model").click();
            page.getByText("acme/reranker-0-GGUF").waitFor();
            button(page, "More").click();
            page.getByText(TestHub.BGE).click();
            button(page.getByRole(AriaRole.DIALOG), "Download model").click();
            assertThat(page.getByText("Failed")).isVisible(SLOWLY);
            assertThat(page.getByText("SHA-256")).isVisible();

            hub.spoils = false;
            page.getByLabel("Try again with").click();
            assertThat(page.getByText("Ready")).isVisible(SLOWLY);
        }
    }

    @Test
    void says_what_would_fit_if_a_deployment_can_not() throws Exception {
        long memory = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        assumeTrue(memory < MEMORY_MAX, "256 lanes might fit into this machine");
        try (TestHub hub = TestHub.withBge();
                RunningServer server =
                        start(hub, directory, Map.of("engine.tokens-per-batch", "8192"));
                Browser browser = Browser.open(server.baseUri())) {
            logIn(browser, directory);
            Page page = browser.page();
            button(page, "Deploy model").click();
            page.getByLabel("Source").selectOption("Built-in");
            page.getByLabel("Name").fill("large");
            button(page, "Save").click();
            Locator row = page.getByRole(AriaRole.ROW)
                    .filter(new Locator.FilterOptions().setHasText("large"));
            button(row, "Stop").click();
            button(page.getByRole(AriaRole.DIALOG), "Stop").click();
            assertThat(row).containsText("Refuses requests until it is started.");
            button(row, "Edit").click();
            page.getByLabel("Lanes").fill("256");
            button(page, "Save").click();
            button(row, "Start").click();

            assertThat(row.getByText("Error")).isVisible(SLOWLY);
            assertThat(row).containsText("it would take");
            assertThat(row).containsText("would fit");
            browser.look("too-large");
        }
    }

    @Test
    void needs_no_mouse() throws Exception {
        try (TestHub hub = TestHub.withBge();
                RunningServer server = start(hub, directory);
                Browser browser = Browser.open(server.baseUri())) {
            Page page = browser.page();
            page.navigate("/");
            assertThat(page.getByLabel("User name")).isFocused();
            type(page, "admin", "Tab");
            type(page, Files.readString(directory.resolve("initial-admin-password")).strip(),
                    "Enter");
            assertThat(page.getByLabel("New password", exactly())).isFocused();
            type(page, PASSWORD, "Tab");
            type(page, PASSWORD, "Enter");
            assertThat(heading(page, "Models")).isVisible();

            press(page, "Deploy model");
            type(page, "bge", "Enter");
            assertThat(page.getByText(TestHub.BGE)).isVisible();
            tabTo(page, TestHub.BGE);
            page.keyboard().press("Space");
            assertThat(page.getByText("recommended")).isVisible();
            press(page, "Save");
            assertThat(page.getByRole(AriaRole.ROW)
                    .filter(new Locator.FilterOptions().setHasText(NAME))
                    .getByText("Running")).isVisible(SLOWLY);

            press(page, "API keys");
            press(page, "New API key");
            type(page, "search", "Enter");
            assertThat(page.getByLabel("Key", exactly())).containsText("rr_");
            String key = page.getByLabel("Key", exactly()).textContent();
            assertThat(rerank(server.baseUri(), key)).isEqualTo(200);
            press(page, "Done");
            press(page, "Playground");
            press(page, "Rank");
            assertThat(page.locator("ol.ranked > li")).hasCount(4);
            press(page, "API keys");
            press(page, "Revoke search");
            press(page, "Revoke");
            assertThat(button(page, "Revoke search")).hasCount(0);
            assertThat(rerank(server.baseUri(), key)).isEqualTo(401);
        }
    }

    private static void type(Page page, String text, String key) {
        page.keyboard().type(text);
        page.keyboard().press(key);
    }

    private static void press(Page page, String name) {
        tabTo(page, name);
        page.keyboard().press("Enter");
    }

    /** @param name with which what is to be reached begins, as it is called or labelled */
    private static void tabTo(Page page, String name) {
        for (int i = 0; i < TABS_MAX; i++) {
            page.keyboard().press("Tab");
            String reached = (String) page.evaluate("() => { const it = document.activeElement;"
                    + " return it.ariaLabel ?? it.labels?.[0]?.innerText ?? it.innerText; }");
            if (reached.strip().startsWith(name)) {
                return;
            }
        }
        throw new AssertionError("no key leads to " + name);
    }
}
