// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.net.http.HttpClient;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The hubs that a server knows. Any thread. */
public final class Hubs implements AutoCloseable {

    private static final Map<Hub, Set<String>> DOMAINS = Map.of(
            Hub.HUGGING_FACE, Set.of("huggingface.co", "hf.co"),
            Hub.MODELSCOPE, Set.of("modelscope.cn"));

    private final Map<Hub, ModelHub> hubs = new EnumMap<>(Hub.class);
    private final ExecutorService threads;
    private final HttpClient client;

    /**
     * @param proxy {@code http://HOST:PORT} for what goes over TLS; empty for none
     * @param noProxy names, with commas between, that are reached without it
     * @throws IllegalArgumentException if that is no proxy that can be used
     */
    public Hubs(HubAccess huggingFace, HubAccess modelScope, String proxy, String noProxy) {
        HubProxy selector = new HubProxy(proxy, noProxy);
        this.threads = Executors
                .newThreadPerTaskExecutor(Thread.ofVirtual().name("hub-", 0).factory());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(huggingFace.patience())
                .proxy(selector)
                .executor(threads)
                .build();
        hubs.put(Hub.HUGGING_FACE, new HuggingFaceHub(huggingFace,
                http(Hub.HUGGING_FACE, huggingFace, selector)));
        hubs.put(Hub.MODELSCOPE, new ModelScopeHub(modelScope,
                http(Hub.MODELSCOPE, modelScope, selector)));
    }

    private HubHttp http(Hub hub, HubAccess access, HubProxy proxy) {
        Set<String> domains = DOMAINS.getOrDefault(hub, Set.of());
        return new HubHttp(hub, access, new HostRules(access.endpoint(), domains,
                access.allowedHosts(), !proxy.isUsedFor(access.endpoint())), client);
    }

    public ModelHub of(Hub hub) {
        ModelHub found = hubs.get(hub);
        if (found == null) {
            throw new IllegalStateException("every hub is known");
        }
        return found;
    }

    /** Gives up what is being read. */
    @Override
    public void close() {
        client.shutdownNow();
        threads.shutdown();
    }
}
