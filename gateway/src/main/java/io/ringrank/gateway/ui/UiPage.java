// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.ui;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;

/**
 * The page and the only policy under which it works. Immutable; any thread.
 *
 * @param policy a Content-Security-Policy (w3.org/TR/CSP3): own files and nothing else; the one script
 *     that stands in the page is named by its hash
 */
record UiPage(String html, String policy) {

    static UiPage of(UiFiles files) {
        // Relative, for whoever serves all of this below a path of a proxy.
        String folder = "./ui/" + files.build() + '/';
        String imports = UiFiles.IMPORTS.entrySet()
                .stream()
                .map(entry -> '"' + entry.getKey() + "\":\"" + folder + entry.getValue() + '"')
                .collect(Collectors.joining(",", "{\"imports\":{", "}}"));
        String template = new String(UiFile.read("", "index.html", "ui/index.html").content(),
                StandardCharsets.UTF_8);
        return new UiPage(template.replace("{folder}", folder).replace("{imports}", imports),
                "default-src 'none'; script-src 'self' 'sha256-" + hash(imports)
                        + "'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                        + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
    }

    private static String hash(String script) {
        return Base64.getEncoder()
                .encodeToString(
                        UiFiles.sha256().digest(script.getBytes(StandardCharsets.UTF_8)));
    }
}
