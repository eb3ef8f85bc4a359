// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTextTest {

    private static final NativeFacts FACTS = new NativeFacts("0.5.0+abc", "0.5.0",
            Optional.of("zen4"), "CPU : AVX2 = 1 | é = 1\n", 7,
            List.of(new Device("CPU", "EPYC", Device.Type.CPU, 0, 1L << 40),
                    new Device("CUDA0", "H100", Device.Type.GPU, 1, 2)));

    @Test
    void a_result_comes_back_as_it_was() throws Exception {
        for (ProbeResult result : List.of(
                new ProbeResult.Usable(FACTS, Optional.empty()),
                new ProbeResult.Usable(FACTS,
                        Optional.of(new ProbeResult.Trial(false, "off by 3 = too much"))),
                new ProbeResult.Usable(new NativeFacts("b4916", "b4916", Optional.empty(), "", 1,
                        List.of()), Optional.of(new ProbeResult.Trial(true, ""))),
                new ProbeResult.Unusable("the reason = a sentence: with \\ and\nlines"))) {
            assertThat(read(written(result))).contains(result);
        }
    }

    @Test
    void lines_that_a_driver_prints_do_no_harm() throws Exception {
        String text = written(new ProbeResult.Usable(FACTS, Optional.empty()));

        assertThat(read("driver 12.4: loaded\n\n" + text + "a = b\ngoodbye\n"))
                .contains(new ProbeResult.Usable(FACTS, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"build", "device.1.type", "device.0.free-bytes", "lanes-max", "devices"})
    void text_that_lacks_something_is_no_result(String key) throws Exception {
        String text = written(new ProbeResult.Usable(FACTS, Optional.empty()));

        assertThat(read(text.replace(key + "=", "x="))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "devices=x", "\\uZZZZ", "devices=1\ndevice.0.type=TPU"})
    void other_text_is_no_result(String text) throws Exception {
        assertThat(read(text)).isEmpty();
    }

    private static String written(ProbeResult result) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProbeText.write(result, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static Optional<ProbeResult> read(String text) throws IOException {
        return ProbeText
                .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
