// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The Program Association Table: which programs a transport stream has, and on which PID each one's PMT is.
 *
 * @param transportStreamId {@code transport_stream_id}
 * @param versionNumber {@code version_number}, 0 to 31
 * @param programs in the order of the table, the entry of program number 0 (network PID) among them
 * @see <a href="https://www.itu.int/rec/T-REC-H.222.0">ISO/IEC 13818-1 2.4.4.4</a>
 */
public record ProgramAssociationTable(int transportStreamId, int versionNumber, List<Program> programs) {

    private static final int ENTRY_LENGTH = 4;
    private static final int RESERVED = 0xE000;

    /**
     * A table.
     *
     * @throws IllegalArgumentException if a value does not fit its field
     */
    public ProgramAssociationTable {
        FieldWidth.check("transport_stream_id", transportStreamId, 16);
        FieldWidth.check("version_number", versionNumber, 5);
        programs = List.copyOf(programs);
    }

    /**
     * Reads a table.
     *
     * @param sections all of it, as {@link TableCollector#sections()} gives them
     * @return the table
     * @throws IllegalArgumentException if there is no section, or one of another table
     */
    public static ProgramAssociationTable parse(List<Section> sections) {
        Section first = TableId.first(sections);
        List<Program> programs = new ArrayList<>();
        for (Section section : sections) {
            TableId.expect(section, TableId.PAT);
            SectionReader in = new SectionReader(section);
            while (in.has(ENTRY_LENGTH)) {
                programs.add(new Program(in.readShort(), in.readPid()));
            }
        }
        return new ProgramAssociationTable(first.tableIdExtension(), first.versionNumber(), programs);
    }

    /**
     * Writes the table.
     *
     * @return whole sections, at least one
     */
    public List<byte[]> toSections() {
        return new SectionWriter(TableId.PAT, transportStreamId, versionNumber)
                .sections(
                        new byte[0],
                        programs.stream().map(ProgramAssociationTable::entry).toList());
    }

    private static byte[] entry(Program program) {
        return ByteBuffer.allocate(ENTRY_LENGTH)
                .putShort((short) program.programNumber())
                .putShort((short) (RESERVED | program.pid()))
                .array();
    }

    /**
     * Finds a program's PMT.
     *
     * @param programNumber {@code program_number}
     * @return the PID that its PMT is on; empty if there is no such program, as for 0
     */
    public OptionalInt pmtPid(int programNumber) {
        return programNumber == Program.NETWORK ? OptionalInt.empty() : pid(programNumber);
    }

    /**
     * Finds the PID of the network information.
     *
     * @return the PID that program number 0 names; empty if the table leaves it out, and then it is 0x10 in DVB
     */
    public OptionalInt networkPid() {
        return pid(Program.NETWORK);
    }

    private OptionalInt pid(int programNumber) {
        return programs.stream()
                .filter(program -> program.programNumber() == programNumber)
                .mapToInt(Program::pid)
                .findFirst();
    }
}
