// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.config.RingrankConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** With the settings of Logback that are in the jar. */
class LogOutputTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream other = new ByteArrayOutputStream();

    @Test
    void a_line_of_text_has_its_values_behind_it() throws Exception {
        log(new RingrankConfig.Log(false, true, 0));

        assertThat(written.toString(StandardCharsets.UTF_8).strip())
                .endsWith("INFO  access GET /path 200 ms=1.5 id=a");
        assertThat(other.toString(StandardCharsets.UTF_8).strip())
                .endsWith("WARN  engine one two");
    }

    @Test
    void a_line_of_json_is_one_object_with_its_values() throws Exception {
        log(new RingrankConfig.Log(true, true, 0));

        assertThat(written.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(written.toByteArray());
        assertThat(line.path("level").asText()).isEqualTo("INFO");
        assertThat(line.path("loggerName").asText()).isEqualTo("access");
        assertThat(line.path("formattedMessage").asText()).isEqualTo("GET /path 200");
        assertThat(line.path("kvpList").toString()).contains("\"ms\"", "\"id\":\"a\"");
        assertThat(new ObjectMapper().readTree(other.toByteArray())
                .path("formattedMessage")
                .asText()).isEqualTo("one\ntwo");
    }

    @Test
    void requests_have_no_lines_if_nobody_wants_them() throws Exception {
        log(new RingrankConfig.Log(false, false, 0));

        assertThat(written.size()).isZero();
    }

    private void log(RingrankConfig.Log settings) throws IOException, JoranException {
        LoggerContext logback = new LoggerContext();
        logback.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logback);
        configurator.doConfigure(Objects.requireNonNull(
                LogOutput.class.getResource("/logback.xml"), "the settings of the jar"));
        AsyncAppender requests =
                (AsyncAppender) logback.getLogger("access").getAppender("requests");
        LogOutput.apply(settings, logback);
        ((OutputStreamAppender<ILoggingEvent>) requests.getAppender("stderr-requests"))
                .setOutputStream(written);
        ((OutputStreamAppender<ILoggingEvent>) logback.getLogger(Logger.ROOT_LOGGER_NAME)
                .getAppender("stderr")).setOutputStream(other);
        logback.getLogger("engine").warn("one\ntwo");
        logback.getLogger("access")
                .atInfo()
                .addKeyValue("ms", 1.5)
                .addKeyValue("id", "a")
                .log("{} {} {}", "GET", "/path", 200);
        LogOutput.end(logback);
    }
}
