// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.openapi;

import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.route.Input;
import io.ringrank.gateway.route.Route;
import java.util.List;

/** The API as a page without scripts or styles, which any browser shows and any policy allows. */
final class ApiPage {

    private final StringBuilder html = new StringBuilder();

    private ApiPage() {}

    static String of(List<Route> routes) {
        ApiPage page = new ApiPage();
        page.html.append("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\">"
                + "<title>Ringrank's API</title>\n<h1>Ringrank's API</h1>\n"
                + "<p><a href=\"openapi.json\">As an OpenAPI document</a></p>\n");
        routes.forEach(page::add);
        page.html.append("<h2>Errors</h2>\n<table>\n");
        page.row("th", "Code", "Status", "Meaning", "What to do");
        for (ErrorCode code : ErrorCode.values()) {
            page.row("td", code.word(), String.valueOf(code.status()), code.meaning(),
                    code.remedy());
        }
        page.html.append("</table>\n</html>\n");
        return page.html.toString();
    }

    private void add(Route route) {
        html.append("<h2><code>")
                .append(escaped(route.method() + " " + OpenApi.path(route)))
                .append("</code></h2>\n<p>")
                .append(escaped(route.summary()))
                .append(" For: ")
                .append(switch (route.audience()) {
                    case ANYONE -> "anyone";
                    case INFERENCE -> "keys with the scope inference, users";
                    case MANAGEMENT -> "keys with the scope management, admins";
                    case SESSION -> "users";
                })
                .append(".</p>\n");
        if (!route.inputs().isEmpty()) {
            html.append("<table>\n");
            row("th", "Name", "In", "Type", "What it is");
            for (Input input : route.inputs()) {
                row("td", input.name(), input.place() == Input.Place.BODY ? "body" : "query",
                        input.types().replace("|", " or "),
                        (input.required() ? "Needed. " : "") + input.about());
            }
            html.append("</table>\n");
        }
        if (!route.example().isEmpty()) {
            html.append("<pre>").append(escaped(route.example())).append("</pre>\n");
        }
    }

    private void row(String cell, String... texts) {
        html.append("<tr>");
        for (String text : texts) {
            html.append('<')
                    .append(cell)
                    .append('>')
                    .append(escaped(text))
                    .append("</")
                    .append(cell)
                    .append('>');
        }
        html.append("</tr>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
