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

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.hub.TestHub;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From Hugging Face to scores and back by mouse, with a real server, engine and browser. */
class BrowserTutorialTest {

    @TempDir
    private Path directory;

    @Test
    void finds_a_model_deploys_it_makes_a_key_and_ranks_with_it() throws Exception {
        try (TestHub hub = TestHub.withBge();
                RunningServer server = start(hub, directory);
                Browser browser = Browser.open(server.baseUri())) {
            logIn(browser, directory);
            assertThat(deploy(browser).getByText("Running")).isVisible(SLOWLY);
            change(browser);
            String key = makeKey(browser);
            assertThat(rerank(server.baseUri(), key)).isEqualTo(200);
            play(browser);
            watch(browser);
            about(browser);
            limit(browser);
            revoke(browser);
            String password = records(browser);
            assertThat(rerank(server.baseUri(), key)).isEqualTo(401);
            remove(browser);
            visit(browser, password);
        }
    }

    @Test
    void outlives_a_restart_of_its_server_and_tells_of_a_session_that_is_over() throws Exception {
        try (TestHub hub = TestHub.withBge()) {
            RunningServer first = start(hub, directory);
            try (Browser browser = Browser.open(first.baseUri())) {
                browser.allowFailures();
                logIn(browser, directory);
                Page page = browser.page();
                assertThat(page.getByText("Running")).isVisible();

                first.close();
                assertThat(page.getByText("Connection lost")).isVisible();
                try (RunningServer second = start(hub, directory,
                        Map.of("server.port", String.valueOf(first.baseUri().getPort())))) {
                    assertThat(second.baseUri()).isEqualTo(first.baseUri());
                    assertThat(page.getByText("Connection lost")).isHidden(
                            new LocatorAssertions.IsHiddenOptions().setTimeout(30_000));
                    assertThat(page.getByText("Running")).isVisible();

                    page.context().clearCookies();
                    open(page, "API keys", "Your session is over");
                }
            } finally {
                first.close();
            }
        }
    }

    @Test
    void says_why_a_download_failed_and_tries_again_when_it_is_told_to() throws Exception {
        try (TestHub hub = TestHub.withBge();
                RunningServer server = start(hub, directory);
                Browser browser = Browser.open(server.baseUri())) {
            hub.spoils = true;
            logIn(browser, directory);
            Locator row = deploy(browser);
            assertThat(row.getByText("Error")).isVisible(SLOWLY);
            assertThat(row).containsText("SHA-256");
            browser.look("error");

            hub.spoils = false;
            row.getByText("Start").click();
            assertThat(row.getByText("Running")).isVisible(SLOWLY);
        }
    }

    private static Locator deploy(Browser browser) {
        Page page = browser.page();
        button(page, "Deploy model").click();
        page.getByLabel("Search", exactly()).fill("bge");
        button(page, "Search").click();
        page.getByText(TestHub.BGE).click();
        assertThat(page.getByText("recommended")).isVisible();
        assertThat(page.getByLabel("Name")).hasValue(NAME);
        browser.look("deploy");
        button(page, "Save").click();
        return page.getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText(NAME));
    }

    private static void change(Browser browser) {
        Page page = browser.page();
        button(page, NAME).click();
        button(page, "Show logs").click();
        browser.look("models");
        assertThat(page.getByText("0 of 1")).isVisible();
        button(page, NAME).click();
        button(page, "Edit").click();
        page.getByLabel("Source").fill("hf:" + TestHub.BGE + ":Q2_K");
        page.getByLabel("Other names, with spaces between them").fill("bge");
        browser.look("edit");
        button(page, "Save").click();
        assertThat(page.getByText(":Q2_K · also bge")).isVisible();
        assertThat(page.getByText("being replaced")).isHidden(
                new LocatorAssertions.IsHiddenOptions().setTimeout(60_000));
    }

    private static String makeKey(Browser browser) {
        Page page = browser.page();
        open(page, "API keys");
        button(page, "New API key").click();
        page.getByLabel("Name").fill("search");
        page.getByLabel(NAME).check();
        browser.look("new-key");
        button(page, "Make key").click();
        Locator shown = page.getByLabel("Key", exactly());
        assertThat(shown).containsText("rr_");
        String key = shown.textContent();
        assertThat(page.getByLabel("Command line")).containsText(key);
        button(page, "Copy").first().click();
        browser.look("key-made");
        button(page, "Done").click();
        assertThat(page.getByText(key)).hasCount(0);
        browser.look("keys");
        return key;
    }

    private static void play(Browser browser) {
        Page page = browser.page();
        open(page, "Playground");
        page.getByLabel("Model").selectOption(NAME);
        button(page, "Rank").click();
        assertThat(page.locator("ol.ranked > li")).hasCount(4);
        button(page, "View code").click();
        browser.look("playground");
    }

    private static void watch(Browser browser) {
        Page page = browser.page();
        assertThat(browser.hasAskedFor("uPlot")).isFalse();
        open(page, "Dashboard");
        assertThat(page.locator("rr-plot canvas")).hasCount(8);
        assertThat(browser.hasAskedFor("uPlot.min.css")).isTrue();
        page.waitForFunction(
                "() => [...document.querySelectorAll('rr-plot')].find(plot => plot.spec"
                        + ".title == 'Pairs a second').plot.data[1].some(rate => rate > 0)");
        page.locator("rr-plot").first().locator(".u-over").hover();
        browser.look("dashboard");
    }

    private static void about(Browser browser) {
        Page page = browser.page();
        open(page, "About");
        assertThat(page.getByText("Runs since")).isVisible();
        assertThat(page.getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText("builtin"))).containsText("Passed");
        browser.look("about");
    }

    /** Of a key, after it was made. */
    private static void limit(Browser browser) {
        Page page = browser.page();
        open(page, "API keys");
        button(page, "Edit search").click();
        assertThat(page.getByLabel("Expires")).hasValue("keep");
        page.getByText("Limits").click();
        page.getByLabel("Requests a minute").fill("600");
        page.getByLabel("Expires").selectOption("In 30 days");
        browser.look("edit-key");
        button(page, "Save").click();
        Locator row = page.getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText("600 requests a minute"));
        assertThat(row).containsText("search");
        assertThat(row).containsText("only " + NAME);
        assertThat(row.locator("[data-label=Expires]")).not().containsText("Never");
    }

    private static void revoke(Browser browser) {
        Page page = browser.page();
        open(page, "API keys");
        button(page, "Revoke search").click();
        browser.look("revoke");
        button(page, "Revoke").click();
        assertThat(button(page, "Revoke search")).hasCount(0);
    }

    private static String records(Browser browser) {
        Page page = browser.page();
        open(page, "Model files");
        assertThat(page.getByText("Ready").first()).isVisible();
        browser.look("files");
        open(page, "Usage");
        assertThat(page.getByText("Sum")
                .or(page.getByText("Nobody has ranked"))).isVisible();
        browser.look("usage");
        open(page, "Users and audit");
        assertThat(page.getByText("api_key.revoke")).isVisible();
        button(page, "New user").click();
        page.getByLabel("Name").fill("ada");
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText("New user"))
                .click();
        assertThat(page.getByText("Password of ada")).isVisible();
        String password = page.getByLabel("Password", exactly()).textContent();
        button(page, "Done").click();
        browser.look("users");
        return password;
    }

    /** As somebody who administers nothing. */
    private static void visit(Browser browser, String password) {
        Page page = browser.page();
        page.getByLabel("User name").fill("ada");
        page.getByLabel("Password").fill(password);
        button(page, "Log in").click();
        page.getByLabel("New password", exactly()).fill(PASSWORD);
        page.getByLabel("New password, again").fill(PASSWORD);
        button(page, "Change password").click();
        assertThat(heading(page, "Playground")).isVisible();
        assertThat(page.getByRole(AriaRole.NAVIGATION).getByRole(AriaRole.LINK)).hasCount(1);
    }

    private static void remove(Browser browser) {
        Page page = browser.page();
        open(page, "Models");
        Locator row = page.getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText(NAME));
        row.getByRole(AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText("Delete"))
                .click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText("Delete"))
                .click();
        assertThat(row).hasCount(0);
        button(page, "Log out").click();
        assertThat(page.getByText("You are logged out.")).isVisible();
    }
}
