// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field, a descriptor or a loop of a table, named as its standard names it.
 *
 * @param name such as {@code service_id} or {@code service_descriptor}
 * @param value as it is shown, harmless and in one line; {@code null} if it is what its children are
 * @param children what it is made of, in order
 */
public record TableNode(String name, @Nullable String value, List<TableNode> children) {

    /** A node whose children are copied. */
    public TableNode {
        children = List.copyOf(children);
    }

    /**
     * A field.
     *
     * @param name the standard's
     * @param value as it is shown
     * @return a node without children
     */
    public static TableNode of(String name, String value) {
        return new TableNode(name, value, List.of());
    }

    /**
     * What is made of fields.
     *
     * @param name the standard's
     * @param children the fields
     * @return a node without a value
     */
    public static TableNode of(String name, List<TableNode> children) {
        return new TableNode(name, null, children);
    }
}
