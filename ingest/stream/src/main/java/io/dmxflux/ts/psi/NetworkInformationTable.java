// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    private static final int RESERVED_BEFORE_LENGTH = 0xF000;
    private static final int SERVICE_LIST_TAG = 0x41;

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

    /**
     * Makes a table of one transport stream that carries one service, with version 0.
     *
     * @param networkId {@code network_id}
     * @param networkName {@code network_name}; empty for none
     * @param transportStreamId {@code transport_stream_id}
     * @param originalNetworkId {@code original_network_id}
     * @param serviceId {@code service_id}
     * @param serviceType {@code service_type}
     * @return the table; it does not say how to tune to the stream
     */
    public static NetworkInformationTable ofOneService(
            int networkId,
            Optional<String> networkName,
            int transportStreamId,
            int originalNetworkId,
            int serviceId,
            int serviceType) {
        byte[] serviceList = {(byte) (serviceId >>> 8), (byte) serviceId, (byte) serviceType};
        return new NetworkInformationTable(
                TableId.NIT_ACTUAL,
                networkId,
                0,
                networkName
                        .map(name -> Descriptors.EMPTY.with(NetworkNameDescriptor.TAG, DvbText.encode(name)))
                        .orElse(Descriptors.EMPTY),
                List.of(new TransportStream(
                        transportStreamId, originalNetworkId, Descriptors.EMPTY.with(SERVICE_LIST_TAG, serviceList))));
    }

    /**
     * Writes the table in one section.
     *
     * @return the whole section
     * @throws IllegalStateException if it is longer than 1024 bytes
     */
    public byte[] toSection() {
        int streams = transportStreams.stream()
                .mapToInt(stream -> ENTRY_LENGTH + stream.descriptors().length())
                .sum();
        ByteBuffer body = ByteBuffer.allocate(2 * Short.BYTES + descriptors.length() + streams)
                .putShort((short) (RESERVED_BEFORE_LENGTH | descriptors.length()))
                .put(descriptors.bytes())
                .putShort((short) (RESERVED_BEFORE_LENGTH | streams));
        for (TransportStream stream : transportStreams) {
            body.putShort((short) stream.transportStreamId())
                    .putShort((short) stream.originalNetworkId())
                    .putShort((short)
                            (RESERVED_BEFORE_LENGTH | stream.descriptors().length()))
                    .put(stream.descriptors().bytes());
        }
        return new SectionWriter(tableId, networkId, versionNumber).onlySection(body.array());
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
