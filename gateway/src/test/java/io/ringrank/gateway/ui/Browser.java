// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Debian's Chromium, and what a page must never do in it. One thread. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path SCREENSHOTS = Path.of("target", "ui");
    private static final int WIDE = 1280;
    private static final int NARROW = 390;
    private static final int HEIGHT = 844;
    private static final double TIMEOUT_MILLIS = 30_000;
    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    private final Playwright playwright;
    private final Page page;

    /** What the browser complained of; a session that there is none of is no complaint. */
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private boolean failuresAllowed;
    private final List<Response> responses = new CopyOnWriteArrayList<>();

    private Browser(Playwright playwright, URI server) {
        this.playwright = playwright;
        BrowserContext context = playwright.chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox")))
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setViewportSize(WIDE, HEIGHT)
                        .setColorScheme(ColorScheme.LIGHT)
                        .setBaseURL(server.toString()));
        this.page = context.newPage();
        page.setDefaultTimeout(TIMEOUT_MILLIS);
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("status of 401")) {
                complaints.add(message.text());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith(server + "/")) {
                complaints.add("asked for " + request.url());
            }
        });
        page.onResponse(responses::add);
    }

    /** Skips the test where there is no Chromium. */
    static Browser open(URI server) {
        assumeTrue(Files.isExecutable(CHROMIUM),
                CHROMIUM + " is missing; .ci/run installs it: apt-get install chromium");
        return new Browser(Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))), server);
    }

    /** For tests in which the server goes away. */
    void allowFailures() {
        failuresAllowed = true;
    }

    Page page() {
        return page;
    }

    /** Whether it has loaded something with that in its URL. */
    boolean hasAskedFor(String part) {
        return responses.stream().anyMatch(response -> response.url().contains(part));
    }

    /** What came over the wire so far. */
    int bytesReceived() {
        return responses.stream()
                .map(Response::request)
                .mapToInt(request -> request.sizes().responseBodySize)
                .sum();
    }

    /**
     * Takes pictures of what is shown and lets axe-core look at it.
     *
     * @param name of the pictures; with {@code -Dringrank.screenshots=all} there are dark and narrow
     *     ones too
     */
    void look(String name) {
        boolean all = System.getProperty("ringrank.screenshots", "").equals("all");
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            if (scheme == ColorScheme.LIGHT || all) {
                picture(name + "-wide-" + scheme);
            }
            if (all) {
                page.setViewportSize(NARROW, HEIGHT);
                picture(name + "-narrow-" + scheme);
                page.setViewportSize(WIDE, HEIGHT);
            }
            settle();
            assertThat(new AxeBuilder(page).analyze().getViolations()).as(name + " " + scheme)
                    .filteredOn(rule -> SERIOUS.contains(rule.getImpact()))
                    .extracting(rule -> rule.getId() + ": " + rule.getNodes()
                            .stream()
                            .map(node -> node.getHtml() + ' ' + node.getFailureSummary())
                            .toList())
                    .isEmpty();
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    /** A colour on its way to another one has no contrast of its own. */
    private void settle() {
        page.waitForFunction("() => document.getAnimations().every(it => it.playState != 'running'"
                + " || it.effect.getComputedTiming().iterations == Infinity)");
    }

    private void picture(String name) {
        settle();
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
                .setPath(SCREENSHOTS.resolve(name.toLowerCase(Locale.ROOT) + ".png")));
        assertThat(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
                .as(name + " is wider than its window")
                .isEqualTo(false);
    }

    @Override
    public void close() {
        playwright.close();
        assertThat(complaints).filteredOn(
                text -> !(failuresAllowed && text.contains("Failed to load resource"))).isEmpty();
    }
}
