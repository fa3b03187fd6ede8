// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import io.dmxflux.packet.Pid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * The Program Map Table: which elementary streams make up a program, and where its clock is.
 *
 * @param programNumber {@code program_number}, in DVB the service_id
 * @param versionNumber {@code version_number}, 0 to 31
 * @param pcrPid {@code PCR_PID}; {@link Pid#NULL} if the program has no clock
 * @param programInfo the descriptors that hold for the whole program
 * @param streams in the order of the table
 * @see <a href="https://www.itu.int/rec/T-REC-H.222.0">ISO/IEC 13818-1 2.4.4.9</a>
 */
public record ProgramMapTable(
        int programNumber, int versionNumber, int pcrPid, Descriptors programInfo, List<ElementaryStream> streams) {

    private static final int ENTRY_LENGTH = 5;
    private static final int HEAD_LENGTH = 4;
    private static final int RESERVED_BEFORE_PID = 0xE000;
    private static final int RESERVED_BEFORE_LENGTH = 0xF000;

    /**
     * A table.
     *
     * @throws IllegalArgumentException if a value does not fit its field
     */
    public ProgramMapTable {
        FieldWidth.check("program_number", programNumber, 16);
        FieldWidth.check("version_number", versionNumber, 5);
        FieldWidth.check("PCR_PID", pcrPid, 13);
        streams = List.copyOf(streams);
    }

    /**
     * Reads a table, which is always one section.
     *
     * @param section may be a view
     * @return the table
     * @throws IllegalArgumentException if the section is of another table
     */
    public static ProgramMapTable parse(Section section) {
        TableId.expect(section, TableId.PMT);
        SectionReader in = new SectionReader(section);
        int pcrPid = in.has(2) ? in.readPid() : Pid.NULL;
        Descriptors programInfo = in.readDescriptors();
        List<ElementaryStream> streams = new ArrayList<>();
        while (in.has(ENTRY_LENGTH)) {
            streams.add(new ElementaryStream(in.readByte(), in.readPid(), in.readDescriptors()));
        }
        return new ProgramMapTable(section.tableIdExtension(), section.versionNumber(), pcrPid, programInfo, streams);
    }

    /**
     * Writes the table.
     *
     * @return the whole section
     * @throws IllegalStateException if it is longer than the 1024 bytes that a PMT may have, which one that was received
     *     never is
     */
    public byte[] toSection() {
        ByteBuffer body = ByteBuffer.allocate(bodyLength())
                .putShort((short) (RESERVED_BEFORE_PID | pcrPid))
                .putShort((short) (RESERVED_BEFORE_LENGTH | programInfo.length()))
                .put(programInfo.bytes());
        for (ElementaryStream stream : streams) {
            body.put((byte) stream.streamType())
                    .putShort((short) (RESERVED_BEFORE_PID | stream.elementaryPid()))
                    .putShort((short)
                            (RESERVED_BEFORE_LENGTH | stream.descriptors().length()))
                    .put(stream.descriptors().bytes());
        }
        return new SectionWriter(TableId.PMT, programNumber, versionNumber).onlySection(body.array());
    }

    /**
     * Leaves CA descriptors out.
     *
     * @param pids the {@code CA_PID}s of those to leave out
     * @return the table without them
     */
    public ProgramMapTable withoutCaPids(IntPredicate pids) {
        return new ProgramMapTable(
                programNumber,
                versionNumber,
                pcrPid,
                programInfo.withoutCaPids(pids),
                streams.stream()
                        .map(stream -> new ElementaryStream(
                                stream.streamType(),
                                stream.elementaryPid(),
                                stream.descriptors().withoutCaPids(pids)))
                        .toList());
    }

    private int bodyLength() {
        int entries = streams.stream()
                .mapToInt(stream -> ENTRY_LENGTH + stream.descriptors().length())
                .sum();
        return HEAD_LENGTH + programInfo.length() + entries;
    }

    /**
     * Finds where the program's keys are.
     *
     * @return the PIDs of its ECMs, rising; none if it has no CA descriptor
     */
    public Set<Integer> ecmPids() {
        Set<Integer> pids = new TreeSet<>(programInfo.caPids());
        streams.forEach(stream -> pids.addAll(stream.descriptors().caPids()));
        return Collections.unmodifiableSet(pids);
    }
}
