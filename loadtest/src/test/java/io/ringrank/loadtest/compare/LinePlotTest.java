// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class LinePlotTest {

    @Test
    void draws_more_above_less_and_what_comes_later_to_the_right() throws Exception {
        Document svg = svg(new LinePlot("t", "u", List.of("1", "4", "16"),
                List.of(new LinePlot.Line("a", List.of(0.0, 30.0, 40.0), false))));

        assertThat(values(svg, "cx")).isSorted();
        List<Double> heights = values(svg, "cy");
        assertThat(heights.get(1)).isLessThan(heights.get(0));
        assertThat(heights.get(2)).isLessThan(heights.get(1));
        // In proportion to the values.
        assertThat((heights.get(0) - heights.get(1)) / (heights.get(0) - heights.get(2)))
                .isEqualTo(0.75);
    }

    @Test
    void names_can_hold_whatever_a_command_line_can() throws Exception {
        Document svg = svg(new LinePlot("<t>", "u", List.of("&"),
                List.of(new LinePlot.Line("\"</svg><script>", List.of(1.0), true))));

        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getDocumentElement().getTextContent()).contains("\"</svg><script>", "&",
                "<t>");
    }

    @Test
    void nothing_but_zeros_is_a_line_at_the_bottom() throws Exception {
        Document svg = svg(new LinePlot("t", "u", List.of("1"),
                List.of(new LinePlot.Line("a", List.of(0.0), false))));

        assertThat(values(svg, "cy")).containsExactly(260.0);
    }

    private static List<Double> values(Document svg, String attribute) {
        var circles = svg.getElementsByTagName("circle");
        return IntStream.range(0, circles.getLength())
                .mapToObj(i -> Double.valueOf(((Element) circles.item(i)).getAttribute(attribute)))
                .toList();
    }

    private static Document svg(LinePlot plot) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(plot.svg())));
    }
}
