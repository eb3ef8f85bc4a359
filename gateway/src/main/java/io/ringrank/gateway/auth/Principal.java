// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.limit.Limiter;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who a request comes from, as far as its credential says. Immutable; any thread. */
public sealed interface Principal {

    /** Stable and not secret: who is charged, logged and audited. */
    String id();

    /** What holds it to its limits. */
    default Limiter limiter() {
        return Limiter.UNLIMITED;
    }

    /** Scale of the scores it gets, if a request doesn't say; null for the deployment's. */
    default @Nullable ScoreMode scoreMode() {
        return null;
    }

    default boolean mayUse(String deployment) {
        return true;
    }

    /** The one that was let in to answer this request. Event loop only. */
    static Principal of(RoutingContext ctx) {
        return Objects.requireNonNull(ctx.<Principal>get(Principal.class.getName()),
                "the request was let in without a look at who sent it");
    }

    default void attachTo(RoutingContext ctx) {
        ctx.put(Principal.class.getName(), this);
    }

    /** Nobody was asked for a credential. */
    record Anyone() implements Principal {

        @Override
        public String id() {
            return "-";
        }
    }

    /** @param limiter of this key, the same for all of its requests */
    record KeyHolder(ApiKeyRecord key, Limiter limiter) implements Principal {

        @Override
        public String id() {
            return key.id();
        }

        @Override
        public @Nullable ScoreMode scoreMode() {
            return key.grant().scoreMode();
        }

        @Override
        public boolean mayUse(String deployment) {
            return key.grant().mayUse(deployment);
        }
    }

    /**
     * @param session its id, which is not its token
     * @param csrfToken what a change needs that comes with the session's cookie
     * @param mustChangePassword before anything else
     */
    record SignedIn(String session, String user, Role role, boolean mustChangePassword,
            String csrfToken, Instant expires) implements Principal {

        @Override
        public String id() {
            return idOf(user);
        }

        /** Of whoever is logged in under that name. */
        public static String idOf(String user) {
            return "user:" + user;
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "SignedIn[" + user + ", " + role + ']';
        }
    }
}
