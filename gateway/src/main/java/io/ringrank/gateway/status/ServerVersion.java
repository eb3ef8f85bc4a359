// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/** What runs here. Immutable; any thread. */
public record ServerVersion(String ringrank, String java, String platform) {

    /** Only a jar knows its version; classes that an IDE runs have none. */
    public static ServerVersion ofThisProcess() {
        return new ServerVersion(
                Objects.requireNonNullElse(
                        ServerVersion.class.getPackage().getImplementationVersion(),
                        "development"),
                Runtime.version().toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }

    /** Fields may be added, never changed. */
    public ObjectNode toJson() {
        return JsonNodeFactory.instance.objectNode()
                .put("ringrank", ringrank)
                .put("java", java)
                .put("platform", platform);
    }
}
