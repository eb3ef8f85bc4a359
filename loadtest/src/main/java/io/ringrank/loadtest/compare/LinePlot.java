// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import java.util.List;
import java.util.Locale;

/**
 * Lines over a few places on the horizontal axis, as SVG.
 *
 * @param places names, from left to right
 */
record LinePlot(String title, String unit, List<String> places, List<Line> lines) {

    private static final int WIDTH = 560;
    private static final int HEIGHT = 300;
    private static final int LEFT = 64;
    private static final int RIGHT = 20;
    private static final int TOP = 46;
    private static final int BOTTOM = 40;
    private static final int STEPS = 4;
    private static final int ROW = 16;
    private static final List<String> COLOURS = List.of("#0b6e99", "#c2410c", "#5b8a00", "#7c3aed");

    /**
     * One line.
     *
     * @param values as many as there are places
     * @param dashed what it is that others are compared with
     */
    record Line(String name, List<Double> values, boolean dashed) {

        /** Keeps a copy of the list. */
        Line {
            values = List.copyOf(values);
        }
    }

    /** Keeps copies of the lists. */
    LinePlot {
        places = List.copyOf(places);
        lines = List.copyOf(lines);
    }

    /** An element that needs nothing from elsewhere. */
    String svg() {
        double top = roundMax(lines.stream()
                .flatMap(line -> line.values().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1));
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\"><title>%s</title>", WIDTH,
                HEIGHT + ROW * lines.size(), escaped(title)));
        svg.append(text(LEFT, 20, "start", "heading", title))
                .append(text(LEFT, 36, "start", "", unit));
        for (int step = 0; step <= STEPS; step++) {
            double value = top * step / STEPS;
            svg.append(String.format(Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT,
                    WIDTH - RIGHT, y(value, top), y(value, top)))
                    .append(text(LEFT - 8, y(value, top) + 4, "end", "",
                            String.format(Locale.ROOT, "%.4g", value)));
        }
        for (int place = 0; place < places.size(); place++) {
            svg.append(text(x(place), HEIGHT - BOTTOM + 20, "middle", "", places.get(place)));
        }
        for (int number = 0; number < lines.size(); number++) {
            addLine(svg, number, top);
        }
        return svg.append("</svg>").toString();
    }

    private void addLine(StringBuilder svg, int number, double top) {
        Line line = lines.get(number);
        String colour = COLOURS.get(number % COLOURS.size());
        StringBuilder way = new StringBuilder();
        for (int place = 0; place < line.values().size(); place++) {
            way.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(place),
                    y(line.values().get(place), top)));
        }
        String dashes = line.dashed() ? " stroke-dasharray=\"6 4\"" : "";
        svg.append(String.format(Locale.ROOT,
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"%s\"/>",
                colour, dashes, way.toString().strip()));
        for (int place = 0; place < line.values().size(); place++) {
            double value = line.values().get(place);
            svg.append(String.format(Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s: %.4g</title>"
                            + "</circle>",
                    x(place), y(value, top), colour, escaped(line.name()), value));
        }
        int row = HEIGHT + ROW * number;
        svg.append(String.format(Locale.ROOT,
                "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                LEFT, LEFT + 24, row, row, colour, dashes))
                .append(text(LEFT + 32, row + 4, "start", "", line.name()));
    }

    private double x(int place) {
        double step = (double) (WIDTH - LEFT - RIGHT) / places.size();
        return LEFT + step * (place + 0.5);
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top;
    }

    /** The next of 1, 2, 4, 5 and 10 times a power of ten, which four steps divide well. */
    private static double roundMax(double most) {
        if (!(most > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double factor : new double[]{1, 2, 4, 5, 8}) {
            if (most <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String text(double x, double y, String anchor, String kind, String content) {
        return String.format(Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>", x, y,
                anchor, kind, escaped(content));
    }

    /** Names come from the command line. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
