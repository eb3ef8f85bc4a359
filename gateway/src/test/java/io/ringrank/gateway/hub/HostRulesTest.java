// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a hub may send the server. */
class HostRulesTest {

    /** Names are not looked up here, as behind a proxy. */
    private final HostRules rules = new HostRules(URI.create("https://huggingface.co"),
            Set.of("huggingface.co", "hf.co"), Set.of("cdn.example:8443", "10.1.2.3"), false);

    @ParameterizedTest
    @ValueSource(strings = {"https://huggingface.co/x", "https://HUGGINGFACE.CO:443/x",
        "https://cdn-lfs.huggingface.co/x", "https://cas-bridge.xethub.hf.co/x",
        "https://cdn.example:8443/x", "https://10.1.2.3/x", "http://10.1.2.3/x"})
    void its_own_names_and_those_of_the_operator_are_followed(String address) {
        assertThatCode(() -> rules.check(URI.create(address))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/x", "https://huggingface.co.evil.example/x",
        "https://evilhuggingface.co/x", "http://huggingface.co/x", "http://cdn-lfs.hf.co/x",
        "https://cdn-lfs.hf.co:22/x", "https://cdn.example/x", "https://10.1.2.3:22/x",
        "https://127.0.0.1/x", "https://169.254.169.254/x", "https://huggingface.co@evil.example/x",
        "file:///etc/passwd", "https:///x", "/x"})
    void everything_else_is_refused(String address) {
        assertThatThrownBy(() -> rules.check(URI.create(address)))
                .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.problem().kind())
                        .isEqualTo(HubProblem.Kind.FORBIDDEN_HOST))
                .hasMessageContaining("hub.allowed-hosts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "0.0.0.0", "0.1.2.3", "224.0.0.1", "::1", "::",
        "fe80::1", "fd00::1", "fc00::1", "::ffff:127.0.0.1", "198.18.0.1", "198.19.255.255",
        "192.0.0.8", "240.0.0.1", "255.255.255.255", "64:ff9b::a00:1", "64:ff9b::7f00:1",
        "64:ff9b:1::808:808", "2002:a00:1::1", "::a00:1"})
    void private_addresses_are_known(String address) throws Exception {
        assertThat(HostRules.isPrivate(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "100.63.0.1", "172.15.0.1", "2600:9000::1", "198.17.0.1",
        "198.20.0.1", "192.0.1.1", "223.255.255.254", "64:ff9b::808:808", "2002:808:808::1"})
    void public_addresses_are_known(String address) throws Exception {
        assertThat(HostRules.isPrivate(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void a_name_of_the_hub_that_leads_inside_is_refused() {
        HostRules looking = new HostRules(URI.create("https://hub.example"),
                Set.of("localhost"), Set.of(), true);

        assertThatThrownBy(() -> looking.check(URI.create("https://localhost/x")))
                .hasMessageContaining("which has a private address");
    }

    @Test
    void only_the_very_place_of_the_hub_is_the_hub() {
        assertThat(rules.isHub(URI.create("https://huggingface.co/a"))).isTrue();
        assertThat(rules.isHub(URI.create("https://cdn-lfs.huggingface.co/a"))).isFalse();
        assertThat(rules.isHub(URI.create("http://huggingface.co/a"))).isFalse();
        assertThat(rules.isHub(URI.create("https://huggingface.co:444/a"))).isFalse();
    }
}
