// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.PesHeader;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A recording repeated endlessly as one continuous stream.
 *
 * <p>The first round passes unchanged and is measured. In each later round, clocks are advanced by the duration of the
 * rounds before it, and continuity counters by their count. A round lasts until the packet after its last one would be due.
 * Within a round nothing else changes: duplicates stay duplicates, gaps stay gaps, sections and payloads are the same.
 *
 * <p>Clock values stay unchanged if the duration of a round is unknown: no PCR, and no bit rate given.
 *
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3: the counter does not advance with a packet without payload, and means
 * nothing in null packets.
 */
final class LoopedRecording extends Recording {

    private static final byte UNSEEN = -1;

    private final PacketClock pcrs = PacketClock.byPcrs();
    private final PacketClock otherwise;

    /** By PID: the counter of the last packet, and that of a packet before the first. */
    private final byte[] last = new byte[Pid.COUNT];

    private final byte[] before = new byte[Pid.COUNT];
    private long packets;
    private long roundTicks;
    private long round;

    /**
     * Plays a recording from its beginning.
     *
     * @param bytes closed with this, but not if this fails
     * @param edit what is changed in packets, in each round
     * @param otherwise tells how long a round takes if the recording has no PCR
     * @throws IllegalArgumentException in one line, if there is no packet in it
     */
    LoopedRecording(StreamBytes bytes, PacketEdit edit, PacketClock otherwise) {
        super(bytes, edit);
        this.otherwise = otherwise;
        Arrays.fill(before, UNSEEN);
    }

    @Override
    int read(ByteBuf target, int room) {
        int start = target.writerIndex();
        int read = super.read(target, room);
        if (read == END) {
            beginRound();
            read = super.read(target, room);
        }
        for (int packet = start; packet < target.writerIndex(); packet += TsPacket.LENGTH) {
            if (round == 0) {
                pcrs.observe(target, packet, packets++);
                learnCounter(target, packet);
            } else {
                advanceCounter(target, packet);
                shiftClocks(target, packet, round * roundTicks);
            }
        }
        return read;
    }

    @Override
    boolean ended() {
        return false;
    }

    private void beginRound() {
        if (round == 0) {
            roundTicks = (pcrs.runs() ? pcrs : otherwise).ticksAt(packets);
        }
        round++;
        rewind();
    }

    private void learnCounter(ByteBuf buffer, int packet) {
        int header = TsPacket.header(buffer, packet);
        if (TsPacket.transportError(header)) {
            return;
        }
        int pid = TsPacket.pid(header);
        int counter = TsPacket.continuityCounter(header);
        if (before[pid] == UNSEEN) {
            before[pid] = (byte) (TsPacket.hasPayload(header) ? counter - 1 & 0x0F : counter);
        }
        last[pid] = (byte) counter;
    }

    private void advanceCounter(ByteBuf buffer, int packet) {
        int header = TsPacket.header(buffer, packet);
        int pid = TsPacket.pid(header);
        if (pid != Pid.NULL && before[pid] != UNSEEN) {
            long counter = TsPacket.continuityCounter(header) + round * (last[pid] - before[pid]);
            TsPacket.setContinuityCounter(buffer, packet, (int) counter);
        }
    }

    /**
     * Moves every clock value of a packet: PCR, OPCR, PTS and DTS.
     *
     * @param ticks how far, in 27 MHz ticks, not negative; PTS and DTS move by the whole 90 kHz ticks in it
     */
    static void shiftClocks(ByteBuf buffer, int packet, long ticks) {
        shiftPcr(buffer, AdaptationField.pcrIndex(buffer, packet), ticks);
        shiftPcr(buffer, AdaptationField.opcrIndex(buffer, packet), ticks);
        int pts = PesHeader.ptsIndex(buffer, packet);
        if (pts != PesHeader.ABSENT) {
            shiftTimestamp(buffer, pts, ticks / Pcr.TICKS_PER_BASE_UNIT);
            shiftTimestamp(buffer, PesHeader.dtsIndex(buffer, packet), ticks / Pcr.TICKS_PER_BASE_UNIT);
        }
    }

    private static void shiftPcr(ByteBuf buffer, int index, long ticks) {
        if (index != AdaptationField.ABSENT) {
            AdaptationField.setTicks(buffer, index, (AdaptationField.ticks(buffer, index) + ticks) % Pcr.WRAP_TICKS);
        }
    }

    private static void shiftTimestamp(ByteBuf buffer, int index, long ticks) {
        if (index != PesHeader.ABSENT) {
            PesHeader.setTimestamp(buffer, index, (PesHeader.timestamp(buffer, index) + ticks) % PesHeader.WRAP_TICKS);
        }
    }
}
