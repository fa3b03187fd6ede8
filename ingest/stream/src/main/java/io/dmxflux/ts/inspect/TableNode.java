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

    /**
     * Leaves entries of a loop out, here and in sections below.
     *
     * @param entry the name of entries
     * @param field the name of a field of theirs
     * @param wanted the value of that field in those that stay
     * @return the tree without the others
     */
    public TableNode only(String entry, String field, String wanted) {
        return new TableNode(
                name,
                value,
                children.stream()
                        .filter(child -> !child.name.equals(entry) || child.has(field, wanted))
                        .map(child -> child.name.equals(entry) ? child : child.only(entry, field, wanted))
                        .toList());
    }

    private boolean has(String field, String wanted) {
        return children.stream().anyMatch(child -> child.name.equals(field) && wanted.equals(child.value));
    }

    /**
     * Counts the nodes.
     *
     * @return itself and all below
     */
    public int size() {
        return 1 + children.stream().mapToInt(TableNode::size).sum();
    }
}
