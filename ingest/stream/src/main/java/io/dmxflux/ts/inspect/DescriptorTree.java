// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.ts.psi.Descriptor;
import io.dmxflux.ts.psi.LogicalChannels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a node of each descriptor of a loop: its name, its tag, and its fields; or its bytes where its syntax is not known here.
 *
 * <p><b>Errors:</b> none by content.
 */
final class DescriptorTree {

    private static final int HEADER_LENGTH = 2;
    private static final int SPECIFIER_BITS = 32;

    private DescriptorTree() {}

    /** Reads a loop to its end. What a private descriptor means is said by the specifier before it. */
    static List<TableNode> of(BitCursor loop) {
        List<TableNode> nodes = new ArrayList<>();
        int specifier = 0;
        while (loop.remainingBytes() >= HEADER_LENGTH) {
            int tag = (int) loop.read(Byte.SIZE);
            int length = (int) loop.read(Byte.SIZE);
            boolean isWhole = length <= loop.remainingBytes();
            BitCursor payload = loop.readPart(length);
            if (tag == LogicalChannels.PRIVATE_DATA_SPECIFIER_TAG && payload.remainingBytes() >= Integer.BYTES) {
                specifier = (int) payload.peek().read(SPECIFIER_BITS);
            }
            nodes.add(node(tag, payload, specifier, isWhole));
        }
        return nodes;
    }

    private static TableNode node(int tag, BitCursor payload, int specifier, boolean isWhole) {
        String name = DescriptorNames.of(tag);
        Layout layout = DescriptorLayouts.of(tag);
        List<TableNode> fields = new ArrayList<>();
        if (tag == Descriptor.EXTENSION_TAG && payload.remainingBytes() > 0) {
            int extension = (int) payload.read(Byte.SIZE);
            name = DescriptorNames.ofExtension(extension);
            layout = DescriptorLayouts.ofExtension(extension);
            fields.add(TableNode.of("descriptor_tag_extension", Layout.hexadecimal(extension, Byte.SIZE)));
        } else if (tag == LogicalChannels.TAG && LogicalChannels.areOf(specifier)) {
            name = "logical_channel_descriptor";
            layout = DescriptorLayouts.logicalChannels(LogicalChannels.numberBits(specifier));
        } else if (tag == LogicalChannels.LISTS_TAG && LogicalChannels.areLists(specifier)) {
            name = "logical_channel_descriptor (lists)";
            layout = DescriptorLayouts.logicalChannelLists();
        } else if (tag == LogicalChannels.SIMULCAST_TAG && LogicalChannels.areSimulcast(specifier)) {
            name = "HD_simulcast_logical_channel_descriptor";
            layout = DescriptorLayouts.logicalChannels(LogicalChannels.numberBits(specifier));
        }
        fields.addAll(fields(layout, payload));
        if (!isWhole) {
            fields.add(TableNode.of(Layout.CUT_SHORT, "longer than its loop"));
        }
        return new TableNode(name, Layout.hexadecimal(tag, Byte.SIZE), fields);
    }

    private static List<TableNode> fields(@Nullable Layout layout, BitCursor payload) {
        List<TableNode> fields = new ArrayList<>(layout == null ? List.of() : layout.read(payload));
        int left = payload.remainingBytes();
        if (left > 0) {
            fields.add(TableNode.of(layout == null ? "bytes" : "more bytes", payload.readHex(left)));
        }
        return fields;
    }
}
