// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Service Description Table: what the services of a transport stream are called.
 *
 * @param tableId {@link TableId#SDT_ACTUAL} or {@link TableId#SDT_OTHER}
 * @param transportStreamId {@code transport_stream_id}
 * @param originalNetworkId {@code original_network_id}
 * @param versionNumber {@code version_number}, 0 to 31
 * @param services in the order of the table
 * @see <a href="https://www.etsi.org/deliver/etsi_en/300400_300499/300468/">ETSI EN 300 468 5.2.3</a>
 */
public record ServiceDescriptionTable(
        int tableId, int transportStreamId, int originalNetworkId, int versionNumber, List<Service> services) {

    private static final int ENTRY_LENGTH = 5;
    private static final int HEAD_LENGTH = 3;

    private static final int RESERVED_BEFORE_FLAGS = 0xFC;
    private static final int EIT_SCHEDULE = 0x02;
    private static final int EIT_PRESENT_FOLLOWING = 0x01;
    private static final int RUNNING_STATUS_SHIFT = 13;
    private static final int FREE_CA_MODE = 0x1000;
    private static final int LENGTH_MASK = 0x0FFF;

    /**
     * A table.
     *
     * @throws IllegalArgumentException if a value does not fit its field
     */
    public ServiceDescriptionTable {
        if (!isSdt(tableId)) {
            throw new IllegalArgumentException("table_id: 0x%02x (expected: 0x42 or 0x46)".formatted(tableId));
        }
        FieldWidth.check("transport_stream_id", transportStreamId, 16);
        FieldWidth.check("original_network_id", originalNetworkId, 16);
        FieldWidth.check("version_number", versionNumber, 5);
        services = List.copyOf(services);
    }

    private static boolean isSdt(int tableId) {
        return tableId == TableId.SDT_ACTUAL || tableId == TableId.SDT_OTHER;
    }

    /**
     * Reads a table.
     *
     * @param sections all of it, as {@link TableCollector#sections()} gives them
     * @return the table
     * @throws IllegalArgumentException if there is no section, or one of another table
     */
    public static ServiceDescriptionTable parse(List<Section> sections) {
        Section first = TableId.first(sections);
        List<Service> services = new ArrayList<>();
        int originalNetworkId = 0;
        for (Section section : sections) {
            TableId.expect(section, first.tableId());
            SectionReader in = new SectionReader(section);
            if (in.has(HEAD_LENGTH)) {
                originalNetworkId = in.readShort();
                in.readByte();
                readServices(in, services);
            }
        }
        return new ServiceDescriptionTable(
                first.tableId(), first.tableIdExtension(), originalNetworkId, first.versionNumber(), services);
    }

    /**
     * Reads one section by itself.
     *
     * @param section may be a view
     * @return a table of the services in it
     * @throws IllegalArgumentException if the section is of another table
     */
    public static ServiceDescriptionTable parse(Section section) {
        return parse(List.of(section));
    }

    /** Returns the same table, the names in which are read as those of ISDB. */
    ServiceDescriptionTable inArib() {
        List<Service> named = services.stream().map(Service::inArib).toList();
        return new ServiceDescriptionTable(tableId, transportStreamId, originalNetworkId, versionNumber, named);
    }

    private static void readServices(SectionReader in, List<Service> services) {
        while (in.has(ENTRY_LENGTH)) {
            int serviceId = in.readShort();
            int eit = in.readByte();
            int status = in.readShort();
            services.add(new Service(
                    serviceId,
                    (eit & EIT_SCHEDULE) != 0,
                    (eit & EIT_PRESENT_FOLLOWING) != 0,
                    status >>> RUNNING_STATUS_SHIFT,
                    (status & FREE_CA_MODE) != 0,
                    in.readDescriptors(status & LENGTH_MASK)));
        }
    }

    /**
     * Writes the table.
     *
     * @return whole sections, at least one, none longer than 1024 bytes unless it has one service that alone needs more
     * @throws IllegalStateException if one service needs more than 4096 bytes, or all of them more than 256 sections; a
     *     table that was received needs neither
     */
    public List<byte[]> toSections() {
        byte[] head = {(byte) (originalNetworkId >>> 8), (byte) originalNetworkId, (byte) 0xFF};
        return new SectionWriter(tableId, transportStreamId, versionNumber)
                .sections(
                        head,
                        services.stream().map(ServiceDescriptionTable::entry).toList());
    }

    private static byte[] entry(Service service) {
        int eit = (service.eitSchedule() ? EIT_SCHEDULE : 0)
                | (service.eitPresentFollowing() ? EIT_PRESENT_FOLLOWING : 0);
        int status = service.runningStatus() << RUNNING_STATUS_SHIFT | (service.freeCaMode() ? FREE_CA_MODE : 0);
        Descriptors descriptors = service.descriptors();
        return ByteBuffer.allocate(ENTRY_LENGTH + descriptors.length())
                .putShort((short) service.serviceId())
                .put((byte) (RESERVED_BEFORE_FLAGS | eit))
                .putShort((short) (status | descriptors.length()))
                .put(descriptors.bytes())
                .array();
    }

    /**
     * Finds a service.
     *
     * @param serviceId {@code service_id}
     * @return the service; empty if the table does not have it
     */
    public Optional<Service> service(int serviceId) {
        for (int i = 0; i < services.size(); i++) { // for each section and output, so without an iterator
            if (services.get(i).serviceId() == serviceId) {
                return Optional.of(services.get(i));
            }
        }
        return Optional.empty();
    }
}
