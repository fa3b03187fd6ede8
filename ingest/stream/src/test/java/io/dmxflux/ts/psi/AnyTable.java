// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;

/** Reads a section as whatever table it says it is, down to the last descriptor, and writes it again if it can be written. */
final class AnyTable {

    private AnyTable() {}

    static void read(Section section) {
        List<Section> sections = List.of(section);
        switch (section.tableId()) {
            case TableId.PAT ->
                ProgramAssociationTable.parse(sections).toSections().forEach(Section::of);
            case TableId.CAT -> ConditionalAccessTable.parse(sections).emmPids();
            case TableId.PMT -> readAndWrite(ProgramMapTable.parse(section));
            case TableId.SDT_ACTUAL, TableId.SDT_OTHER -> readAndWrite(ServiceDescriptionTable.parse(section));
            case TableId.NIT_ACTUAL, TableId.NIT_OTHER -> read(NetworkInformationTable.parse(sections));
            case TableId.TVCT, TableId.CVCT ->
                VirtualChannelTable.parse(sections).channels().forEach(AnyTable::read);
            case TableId.TDT, TableId.TOT -> TimeAndDate.utc(section);
            default -> readEvents(section);
        }
    }

    private static void readAndWrite(ProgramMapTable pmt) {
        pmt.ecmPids();
        pmt.streams().forEach(stream -> {
            stream.kind();
            stream.languages();
        });
        Section.of(pmt.toSection());
    }

    private static void readAndWrite(ServiceDescriptionTable sdt) {
        sdt.services().forEach(service -> service.descriptors().stream().forEach(Descriptor::languages));
        sdt.toSections().forEach(Section::of);
    }

    private static void read(NetworkInformationTable nit) {
        nit.networkName();
        nit.transportStreams().forEach(stream -> stream.descriptors().stream().toList());
    }

    private static void read(VirtualChannel channel) {
        assertThat(channel.shortName().length()).isLessThanOrEqualTo(7);
        channel.descriptors().stream().toList();
    }

    private static void readEvents(Section section) {
        if (TableId.isEit(section.tableId())) {
            EventInformationSection.parse(section)
                    .events()
                    .forEach(event -> event.descriptors().stream().toList());
            Section.of(EventInformationSection.relabel(section, 1, 2, OptionalInt.empty()));
        }
    }
}
