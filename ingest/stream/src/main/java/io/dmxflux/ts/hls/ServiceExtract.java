// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes a segment of one service out of a multiplex, in two passes: the first finds its tables, the second copies its packets.
 *
 * <p><b>Shape:</b> PAT and PMT, then what the PMT names, and no other tables: players of HTTP Live Streaming want none.
 * <p><b>Holds:</b> a copy of what it was given of the service.
 * <p><b>Ownership:</b> owns its memory until {@link #segment} hands it over, or {@link #close}.
 * <p><b>Threading:</b> one thread.
 */
public final class ServiceExtract implements AutoCloseable {

    private static final int COUNTER_MASK = 0xF;

    private final int serviceId;
    private final long number;
    private final TableFollower follower = new TableFollower(new Tables());
    private final BitSet pids = new BitSet();
    private final SegmentBytes bytes = new SegmentBytes();
    private @Nullable CompositeByteBuf tables;

    /**
     * An extract of nothing yet.
     *
     * @param serviceId the service
     * @param number of the segment, by which the counters of tables go on from one to the next
     */
    public ServiceExtract(int serviceId, long number) {
        this.serviceId = serviceId;
        this.number = number;
    }

    /**
     * Looks for tables in a packet; in the first pass.
     *
     * @param buffer where the packet lies
     * @param at index of its first byte
     * @return whether they are found
     */
    public boolean findTables(ByteBuf buffer, int at) {
        follower.packet(TsPacket.pid(buffer, at), buffer, at, 0);
        return tables != null;
    }

    /**
     * Copies a packet if it is one of the service; in the second pass.
     *
     * @param buffer where the packet lies
     * @param at index of its first byte
     */
    public void copy(ByteBuf buffer, int at) {
        if (pids.get(TsPacket.pid(buffer, at))) {
            bytes.append(buffer, at);
        }
    }

    /**
     * Returns the segment.
     *
     * @return tables and packets, the caller's to release
     */
    public ByteBuf segment() {
        byte[] before = new byte[tables == null ? 0 : tables.readableBytes()];
        if (tables != null) {
            tables.getBytes(0, before);
        }
        return bytes.cut(bytes.length(), before);
    }

    @Override
    public void close() {
        bytes.clear();
        if (tables != null) {
            tables.release();
            tables = null;
        }
    }

    private final class Tables implements TableListener {

        @Override
        public void programs(ProgramAssociationTable table) {
            table.pmtPid(serviceId).ifPresent(follower::follow);
        }

        @Override
        public void programMap(int pid, ProgramMapTable map, Section section, long arrivalNanos) {
            if (map.programNumber() != serviceId || tables != null) {
                return;
            }
            pids.set(map.pcrPid());
            map.streams().forEach(stream -> pids.set(stream.elementaryPid()));
            pids.clear(pid);
            pids.clear(Pid.NULL);
            ByteBuf packets = Unpooled.buffer();
            int count = new SectionPacketizer(pid).packetize(section.toByteArray(), packets);
            for (int i = 0; i < count; i++) {
                TsPacket.setContinuityCounter(packets, i * TsPacket.LENGTH, (int) (number * count + i & COUNTER_MASK));
            }
            tables = Unpooled.compositeBuffer(2)
                    .addComponents(true, new OneProgram(serviceId, pid).packet((int) (number & COUNTER_MASK)), packets);
        }
    }
}
