// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;

/**
 * The Network Information Table: which transport streams make up a network.
 *
 * @param tableId {@link TableId#NIT_ACTUAL} or {@link TableId#NIT_OTHER}
 * @param networkId {@code network_id}
 * @param versionNumber {@code version_number}, 0 to 31
 * @param descriptors what the table says of the network, of all its sections in order
 * @param transportStreams in the order of the table
 * @see <a href="https://www.etsi.org/deliver/etsi_en/300400_300499/300468/">ETSI EN 300 468 5.2.1</a>
 */
public record NetworkInformationTable(
        int tableId,
        int networkId,
        int versionNumber,
        Descriptors descriptors,
        List<TransportStream> transportStreams) {

    private static final int ENTRY_LENGTH = 6;

    /** A table whose transport streams are copied. */
    public NetworkInformationTable {
        transportStreams = List.copyOf(transportStreams);
    }

    /**
     * Reads a table.
     *
     * @param sections all of it, as {@link TableCollector#sections()} gives them
     * @return the table
     * @throws IllegalArgumentException if there is no section, or one of another table
     */
    public static NetworkInformationTable parse(List<Section> sections) {
        Section first = TableId.first(sections);
        if (first.tableId() != TableId.NIT_ACTUAL && first.tableId() != TableId.NIT_OTHER) {
            throw TableId.unexpected(first, "0x40 or 0x41");
        }
        List<Descriptors> loops = new ArrayList<>();
        List<TransportStream> transportStreams = new ArrayList<>();
        for (Section section : sections) {
            TableId.expect(section, first.tableId());
            SectionReader in = new SectionReader(section);
            loops.add(in.readDescriptors());
            readTransportStreams(in, transportStreams);
        }
        return new NetworkInformationTable(
                first.tableId(),
                first.tableIdExtension(),
                first.versionNumber(),
                Descriptors.concat(loops),
                transportStreams);
    }

    private static void readTransportStreams(SectionReader in, List<TransportStream> transportStreams) {
        in.enterLoop();
        while (in.has(ENTRY_LENGTH)) {
            transportStreams.add(new TransportStream(in.readShort(), in.readShort(), in.readDescriptors()));
        }
    }

    /**
     * Reads the network's name.
     *
     * @return {@code network_name}; empty if it is not sent
     */
    public String networkName() {
        return descriptors
                .find(NetworkNameDescriptor.class)
                .map(NetworkNameDescriptor::networkName)
                .orElse("");
    }
}
