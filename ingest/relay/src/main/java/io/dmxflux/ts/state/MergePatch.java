// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What has changed between two documents without nulls, as a merge patch.
 *
 * <p><b>Source:</b> RFC 7396.
 */
final class MergePatch {

    private MergePatch() {}

    /**
     * Compares two documents.
     *
     * @param before the document that a reader has
     * @param after the one that it is to have
     * @return the patch; empty if they are alike
     */
    static ObjectNode between(ObjectNode before, ObjectNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : after.properties()) {
            String name = member.getKey();
            JsonNode now = member.getValue();
            JsonNode then = before.get(name);
            if (then instanceof ObjectNode earlier && now instanceof ObjectNode later) {
                ObjectNode inner = between(earlier, later);
                if (!inner.isEmpty()) {
                    patch.set(name, inner);
                }
            } else if (!now.equals(then)) {
                patch.set(name, now);
            }
        }
        for (Map.Entry<String, JsonNode> member : before.properties()) {
            if (!after.has(member.getKey())) {
                patch.putNull(member.getKey());
            }
        }
        return patch;
    }
}
