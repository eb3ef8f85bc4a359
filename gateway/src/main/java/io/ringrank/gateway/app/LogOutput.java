// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import io.ringrank.gateway.config.RingrankConfig;
import java.util.Iterator;
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
            logback.getLoggerList().forEach(logger -> writeJson(logger, logback));
        }
    }

    private static void writeJson(AppenderAttachable<ILoggingEvent> appenders,
            LoggerContext logback) {
        Iterator<Appender<ILoggingEvent>> each = appenders.iteratorForAppenders();
        while (each.hasNext()) {
            switch (each.next()) {
                case OutputStreamAppender<ILoggingEvent> stream -> writeJson(stream, logback);
                case AsyncAppender queue -> writeJson(queue, logback);
                default -> {
                    // It is none of those of logback.xml.
                }
            }
        }
    }

    /** Writes the lines of requests that wait, for a second at most. Nothing is asked of this process any more. */
    static void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            end(logback);
        }
    }

    static void end(LoggerContext logback) {
        if (logback.getLogger("access").getAppender("requests") instanceof AsyncAppender queue) {
            queue.stop();
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
