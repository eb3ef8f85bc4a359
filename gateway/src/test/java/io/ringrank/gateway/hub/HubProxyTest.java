// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubProxyTest {

    private static final URI HUB = URI.create("https://huggingface.co/x");

    @ParameterizedTest
    @ValueSource(strings = {"http://proxy.example:3128", "http://proxy.example:3128/",
        "proxy.example:3128"})
    void sends_what_goes_over_tls_to_the_proxy(String text) {
        HubProxy proxy = new HubProxy(text, "");

        assertThat(proxy.select(HUB)).singleElement().satisfies(found -> {
            assertThat(found.type()).isEqualTo(Proxy.Type.HTTP);
            assertThat(found.address())
                    .isEqualTo(InetSocketAddress.createUnresolved("proxy.example", 3128));
        });
        assertThat(proxy.select(URI.create("http://mirror.local/x")))
                .containsExactly(Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"huggingface.co", ".huggingface.co", "*.huggingface.co", "a, co",
        "HUGGINGFACE.CO", "*"})
    void leaves_names_alone(String direct) {
        assertThat(new HubProxy("http://proxy.example:3128", direct).select(HUB))
                .containsExactly(Proxy.NO_PROXY);
    }

    @Test
    void does_not_take_the_end_of_a_name_for_its_domain() {
        HubProxy proxy = new HubProxy("http://proxy.example:3128", "face.co,other.example,,");

        assertThat(proxy.isUsedFor(HUB)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://proxy.example:1080", "http://name:secret@proxy.example:1",
        "http://"})
    void says_what_it_can_not_use_and_no_password(String text) {
        assertThatThrownBy(() -> new HubProxy(text, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
