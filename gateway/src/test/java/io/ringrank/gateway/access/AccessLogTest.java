// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Which requests are slow, over a real server. */
class AccessLogTest {

    private final Vertx vertx = Vertx.vertx();
    private final Logger slow = (Logger) LoggerFactory.getLogger("slow");
    private final CountDownLatch written = new CountDownLatch(1);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        appender.start();
        slow.addAppender(appender);
        slow.setAdditive(false);
    }

    @AfterEach
    void close() throws Exception {
        slow.detachAppender(appender);
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void a_request_that_takes_as_long_as_that_is_slow_and_its_line_says_where_the_time_went()
            throws Exception {
        ask(new AccessLog(1, RequestSpans.none()), TimeUnit.MILLISECONDS.toNanos(2));

        assertThat(appender.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage()).isEqualTo("GET /path 200");
            assertThat(event.getKeyValuePairs()).extracting(pair -> pair.key)
                    .contains("ms", "id", "deployment", "queue_ms", "wait_ms", "score_ms");
        });
    }

    @Test
    void no_request_is_slow_unless_somebody_says_so() throws Exception {
        ask(AccessLog.ofLines(), TimeUnit.MILLISECONDS.toNanos(2));

        assertThat(appender.list).isEmpty();
    }

    private void ask(AccessLog log, long takesNanos) throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(log::begin).handler(ctx -> {
            RequestTrace.of(ctx).accepted("bge", 2);
            long until = System.nanoTime() + takesNanos;
            while (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            ctx.addEndHandler(_ -> written.countDown());
            ctx.end();
        });
        int port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS)
                .actualPort();
        vertx.createHttpClient()
                .request(HttpMethod.GET, port, "127.0.0.1", "/path?secret")
                .compose(request -> request.send())
                .await(20, TimeUnit.SECONDS);
        assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
        // End handlers run from the last to the first, on the event loop.
        CountDownLatch after = new CountDownLatch(1);
        vertx.runOnContext(_ -> after.countDown());
        assertThat(after.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
