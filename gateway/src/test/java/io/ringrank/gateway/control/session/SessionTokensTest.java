// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.auth.Role;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attacker could send in the place of a session's token. */
class SessionTokensTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Map<String, String> MACS =
            Map.of("HS256", "HmacSHA256", "HS384", "HmacSHA384", "HS512", "HmacSHA512");

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final SigningKey key = SigningKey.create(new SecureRandom(), now);
    private final SessionTokens tokens = new SessionTokens(VERTX, List.of(key));

    @AfterAll
    static void close() {
        VERTX.close();
    }

    private Session session() {
        return new Session(new Principal.SignedIn("session-1", "ada", Role.ADMIN, false, "csrf",
                now.plusSeconds(3600)), now);
    }

    private JsonObject claims() {
        return new JsonObject().put("jti", "session-1")
                .put("sub", "ada")
                .put("iss", "ringrank")
                .put("aud", "ringrank-sessions")
                .put("iat", now.getEpochSecond())
                .put("exp", now.getEpochSecond() + 3600);
    }

    private static JsonObject header(@Nullable Object algorithm) {
        return new JsonObject().put("typ", "JWT").put("alg", algorithm);
    }

    private static String unsigned(JsonObject header, JsonObject claims) {
        return base64(header.encode().getBytes(StandardCharsets.UTF_8)) + '.'
                + base64(claims.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static String signed(JsonObject header, JsonObject claims, String algorithm,
            byte[] secret) {
        String text = unsigned(header, claims);
        try {
            Mac mac = Mac.getInstance(MACS.get(algorithm));
            mac.init(new SecretKeySpec(secret, "HMAC"));
            return text + '.' + base64(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String signedRightly(JsonObject claims) {
        return signed(header("HS512"), claims, "HS512", key.secret());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void reads_what_it_signed_and_what_is_signed_the_same_way() {
        assertThat(tokens.sessionOf(tokens.sign(session()))).isEqualTo("session-1");
        // So that the attacks below fail for what they change and for nothing else.
        assertThat(tokens.sessionOf(signedRightly(claims()))).isEqualTo("session-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
    void refuses_tokens_without_a_signature(String algorithm) {
        String text = unsigned(header(algorithm), claims());

        assertThat(tokens.sessionOf(text)).isNull();
        assertThat(tokens.sessionOf(text + '.')).isNull();
        assertThat(tokens.sessionOf(signed(header(algorithm), claims(), "HS512", key.secret())))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384"})
    void refuses_another_algorithm_even_with_the_right_secret(String algorithm) {
        assertThat(tokens.sessionOf(
                signed(header(algorithm), claims(), algorithm, key.secret()))).isNull();
        assertThat(tokens.sessionOf(
                signed(header("HS512"), claims(), algorithm, key.secret()))).isNull();
        assertThat(tokens.sessionOf(
                signed(header(algorithm), claims(), "HS512", key.secret()))).isNull();
    }

    @Test
    void refuses_a_signature_that_anybody_could_check_and_so_anybody_could_bring_the_key_for()
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        JsonObject header = header("RS256").put("kid", key.id())
                .put("jwk", new JsonObject().put("kty", "RSA")
                        .put("n", base64(pair.getPublic().getEncoded()))
                        .put("e", "AQAB"))
                .put("jku", "http://127.0.0.1:1/keys");
        String text = unsigned(header, claims());
        Signature rsa = Signature.getInstance("SHA256withRSA");
        rsa.initSign(pair.getPrivate());
        rsa.update(text.getBytes(StandardCharsets.UTF_8));

        assertThat(tokens.sessionOf(text + '.' + base64(rsa.sign()))).isNull();
        // The public key as if it were the secret.
        assertThat(tokens.sessionOf(
                signed(header("HS512"), claims(), "HS512", pair.getPublic().getEncoded())))
                .isNull();
    }

    static Stream<byte[]> guessableSecrets() {
        return Stream.of(new byte[1], new byte[64],
                "secret".getBytes(StandardCharsets.UTF_8),
                "ringrank".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("guessableSecrets")
    void refuses_another_secret_whatever_key_it_claims_to_be(byte[] secret) {
        for (String id : List.of(key.id(), "", "../../dev/null", "' or 1=1 --")) {
            assertThat(tokens.sessionOf(
                    signed(header("HS512").put("kid", id), claims(), "HS512", secret))).isNull();
        }
        assertThat(tokens.sessionOf(signed(header("HS512"), claims(), "HS512",
                key.id().getBytes(StandardCharsets.UTF_8)))).isNull();
    }

    @Test
    void refuses_a_key_that_was_replaced_but_accepts_one_that_still_may_be_used() {
        SigningKey newer = SigningKey.create(new SecureRandom(), now);
        String token = tokens.sign(session());

        assertThat(new SessionTokens(VERTX, List.of(newer, key)).sessionOf(token))
                .isEqualTo("session-1");
        assertThat(new SessionTokens(VERTX, List.of(newer)).sessionOf(token)).isNull();
        String byNewer = new SessionTokens(VERTX, List.of(newer, key)).sign(session());
        assertThat(tokens.sessionOf(byNewer)).as("the newest key signs").isNull();
    }

    @Test
    void refuses_tokens_of_another_time() {
        long second = now.getEpochSecond();

        assertThat(tokens.sessionOf(signedRightly(claims().put("exp", second - 1)))).isNull();
        assertThat(tokens.sessionOf(signedRightly(claims().put("iat", second + 600)))).isNull();
        assertThat(tokens.sessionOf(signedRightly(claims().put("nbf", second + 600)))).isNull();
    }

    static Stream<JsonObject> foreignClaims() {
        return Stream.of(new JsonObject().put("aud", "another-service"),
                new JsonObject().put("aud", List.of("another-service", "a-third")),
                new JsonObject().put("aud", ""),
                new JsonObject().put("iss", "somebody-else"),
                new JsonObject().putNull("iss"));
    }

    @ParameterizedTest
    @MethodSource("foreignClaims")
    void refuses_tokens_for_others_or_from_others(JsonObject claims) {
        assertThat(tokens.sessionOf(signedRightly(claims().mergeIn(claims)))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aud", "iss", "jti"})
    void refuses_tokens_that_do_not_say_for_whom_or_from_whom(String claim) {
        JsonObject claims = claims();
        claims.remove(claim);

        assertThat(tokens.sessionOf(signedRightly(claims))).isNull();
    }

    @Test
    void refuses_a_token_in_which_any_part_was_changed() {
        String token = tokens.sign(session());
        String[] parts = token.split("\\.", -1);
        String forged = base64(claims().put("jti", "session-2")
                .encode()
                .getBytes(StandardCharsets.UTF_8));

        assertThat(tokens.sessionOf(parts[0] + '.' + forged + '.' + parts[2])).isNull();
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            // The last character of base64 has bits that mean nothing.
            if (i != token.length() - 1) {
                assertThat(tokens.sessionOf(changed)).as("character " + i).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "e30.e30.e30", "null.null.null",
        "e30.e30.", "\u0000.\u0000.\u0000", "eyJhbGciOiJIUzUxMiJ9..AAAA",
        "eyJhbGciOlsiSFM1MTIiXX0.e30.AAAA", "eyJhbGciOm51bGx9.e30.AAAA"})
    void refuses_what_is_no_token_at_all(String text) {
        assertThat(tokens.sessionOf(text)).isNull();
    }

    @Test
    void does_not_even_look_at_a_token_that_is_much_too_long() {
        JsonObject claims = claims().put("more", "x".repeat(10_000));

        assertThat(tokens.sessionOf(signedRightly(claims))).isNull();
    }

    @Test
    void shows_no_secret_by_accident() {
        assertThat(key.toString()).doesNotContain(base64(key.secret()));
        assertThat(session().toString()).doesNotContain("csrf");
    }
}
