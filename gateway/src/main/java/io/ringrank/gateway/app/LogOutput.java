// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.ringrank.gateway.config.RingrankConfig;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the settings say of the log of this process. Any thread, before anything else is logged. */
final class LogOutput {

    private LogOutput() {}

    static void apply(RingrankConfig.Log log) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            apply(log, logback);
        }
    }

    static void apply(RingrankConfig.Log log, LoggerContext logback) {
        if (!log.requests()) {
            logback.getLogger("access").setLevel(Level.OFF);
        }
        if (log.json()) {
            Iterator<Appender<ILoggingEvent>> appenders =
                    logback.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
            while (appenders.hasNext()) {
                if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
                    writeJson(stream, logback);
                }
            }
        }
    }

    /** One object a line. */
    private static void writeJson(OutputStreamAppender<ILoggingEvent> stream,
            LoggerContext logback) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(logback);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMarkers(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        stream.setEncoder(encoder);
    }
}
