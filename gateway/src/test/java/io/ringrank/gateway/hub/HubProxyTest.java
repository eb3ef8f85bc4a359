// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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

    /** The name of the hub is the proxy's business, and the token nobody's before there is TLS. */
    @Test
    void the_hub_is_reached_through_the_proxy_only() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BlockingQueue<String> heads = new LinkedBlockingQueue<>();
            Thread proxy = Thread.ofVirtual().start(() -> refuse(socket, heads));
            HubAccess access = new HubAccess(URI.create("https://hub.invalid"), "hf_secret",
                    Set.of(), Duration.ofSeconds(30));
            try (Hubs hubs = new Hubs(access, access,
                    "http://127.0.0.1:" + socket.getLocalPort(), "")) {
                assertThatThrownBy(() -> hubs.of(Hub.HUGGING_FACE).repository("a/b"))
                        .isInstanceOf(HubException.class);
            }
            proxy.join();

            assertThat(heads.take()).startsWith("CONNECT hub.invalid:443 HTTP/1.1")
                    .doesNotContain("hf_secret");
        }
    }

    private static void refuse(ServerSocket socket, BlockingQueue<String> heads) {
        try (Socket client = socket.accept()) {
            InputStream in = client.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            heads.add(head.toString());
            client.getOutputStream()
                    .write("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            heads.add(e.toString());
        }
    }
}
