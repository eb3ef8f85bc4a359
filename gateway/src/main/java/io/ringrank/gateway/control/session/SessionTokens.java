// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signs and reads session tokens: JSON Web Tokens (RFC 7519) with HS512 and no other algorithm, for
 * this issuer and audience only. Any thread.
 */
final class SessionTokens {

    static final String ALGORITHM = "HS512";
    static final String ISSUER = "ringrank";
    static final String AUDIENCE = "ringrank-sessions";

    /** Several times what ours have. */
    private static final int TOKEN_CHARS_MAX = 2048;

    /** One for each key, newest first: then no token can choose its key or its algorithm. */
    private final List<JWTAuth> keys;

    /** @param keys newest first; that one signs, and all of them are accepted */
    SessionTokens(Vertx vertx, List<SigningKey> keys) {
        this.keys = keys.stream().map(key -> JWTAuth.create(vertx, only(key))).toList();
    }

    String sign(Session session) {
        JsonObject claims = new JsonObject().put("jti", session.id())
                .put("exp", session.principal().expires().getEpochSecond());
        return keys.getFirst()
                .generateToken(claims,
                        new JWTOptions().setAlgorithm(ALGORITHM)
                                .setIssuer(ISSUER)
                                .addAudience(AUDIENCE)
                                .setSubject(session.user()));
    }

    /** The id of the session that a token names; null if the token is not good. */
    @Nullable
    String sessionOf(String token) {
        if (token.length() > TOKEN_CHARS_MAX) {
            return null;
        }
        TokenCredentials credentials = new TokenCredentials(token);
        for (JWTAuth key : keys) {
            Future<User> user = key.authenticate(credentials);
            // It is decided at once, since nothing has to be asked for.
            if (user.succeeded()) {
                return user.result().principal().getString("jti");
            }
        }
        return null;
    }

    private static JWTAuthOptions only(SigningKey key) {
        return new JWTAuthOptions()
                .addPubSecKey(new PubSecKeyOptions().setAlgorithm(ALGORITHM)
                        .setId(key.id())
                        .setBuffer(Buffer.buffer(key.secret())))
                .setJWTOptions(new JWTOptions().setAlgorithm(ALGORITHM)
                        .setIssuer(ISSUER)
                        .addAudience(AUDIENCE));
    }
}
