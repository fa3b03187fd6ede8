// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.PesHeader;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.StreamCoding;
import io.dmxflux.ts.psi.StreamKind;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableId;
import io.dmxflux.ts.psi.TableListener;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the packets of one service where a decoder can begin: at pictures that need none before them, or, without pictures,
 * at any PES packet of the first sound. Pictures that stay away for {@value #PATIENCE_SECONDS} s of the sound are none, until they come.
 *
 * <p>A packet with {@code random_access_indicator} is such a point. Where a picture begins without one, its first bytes are read;
 * they may be in packets that come later, so that a point may be told when it is past.
 *
 * <p><b>Shape:</b> whole packets of a stream with one service, in order, each once.
 * <p><b>Units:</b> ticks of 90 kHz that wrap at {@link PesHeader#WRAP_TICKS}.
 * <p><b>Threading:</b> one thread.
 * <p><b>Errors:</b> none by content.
 */
public final class AccessPoints {

    /** What a packet is. */
    public enum Found {
        /** Nothing to begin with. */
        NOTHING,
        /** A picture begins, of which nothing more is known yet. */
        PICTURE,
        /** A decoder can begin here. */
        POINT,
        /** A decoder can begin at the last packet that was a {@link #PICTURE}. */
        POINT_BEFORE,
        /** The end of a PMT whose streams are not those of the one before. */
        OTHER_STREAMS
    }

    /** The value of a time that is not known. */
    public static final long ABSENT = -1;

    private static final int TICKS_OF_PCR = 300;
    private static final int PATIENCE_SECONDS = 2;
    private static final long PATIENCE_TICKS = PATIENCE_SECONDS * 90_000L;
    private static final long JUMP_TICKS = 5 * PATIENCE_TICKS;

    private final TableFollower follower = new TableFollower(new Tables());
    private final TablePackets associations = new TablePackets();
    private final TablePackets map = new TablePackets();
    private final PictureHead head = new PictureHead();

    private @Nullable ProgramMapTable program;
    private int mapPid = Pid.NULL;
    private int programNumber = Program.NETWORK;
    private boolean hasOtherStreams;

    // -- first streams of the program, and that of the two whose packets are points
    private @Nullable ElementaryStream pictures;
    private @Nullable ElementaryStream sound;
    private @Nullable ElementaryStream stream;

    /** The time of the first sound behind the last picture. */
    private long quietTicks = ABSENT;

    private byte[] tables = {};
    private long clockTicks = ABSENT;
    private long ticks = ABSENT;
    private boolean isScrambled;

    /** Bytes of a PES header that are in the next packets. */
    private int headerBytes;

    /** Nothing has come yet. */
    public AccessPoints() {
        // nothing to set
    }

    /**
     * Looks at the next packet.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     * @return what it is
     */
    public Found packet(ByteBuf buffer, int packet) {
        int header = TsPacket.header(buffer, packet);
        int pid = TsPacket.pid(header);
        if (pid == Pid.PAT || pid == mapPid) {
            return table(pid, buffer, packet);
        }
        if (program != null && pid == program.pcrPid() && AdaptationField.hasPcr(buffer, packet)) {
            clockTicks = AdaptationField.pcrTicks(buffer, packet) / TICKS_OF_PCR;
        }
        if (TsPacket.payloadUnitStart(header)) {
            return begins(pid, buffer, packet);
        }
        return stream != null && pid == stream.elementaryPid() ? goesOn(buffer, packet) : Found.NOTHING;
    }

    private Found table(int pid, ByteBuf buffer, int packet) {
        (pid == Pid.PAT ? associations : map).packet(buffer, packet);
        hasOtherStreams = false;
        follower.packet(pid, buffer, packet, 0);
        return hasOtherStreams ? Found.OTHER_STREAMS : Found.NOTHING;
    }

    private Found begins(int pid, ByteBuf buffer, int packet) {
        if (isOf(pictures, pid)) {
            stream = pictures;
            quietTicks = ABSENT;
        } else if (isOf(sound, pid) && stream != sound && isQuiet(ticks(buffer, packet))) {
            stream = sound;
        }
        ElementaryStream wanted = stream;
        return wanted != null && isOf(wanted, pid) ? begins(wanted, buffer, packet) : Found.NOTHING;
    }

    private static boolean isOf(@Nullable ElementaryStream some, int pid) {
        return some != null && some.elementaryPid() == pid;
    }

    /** Tells by a time of the sound whether there has been no picture for too long. */
    private boolean isQuiet(long soundTicks) {
        if (soundTicks == ABSENT) {
            return false;
        }
        long quiet = quietTicks == ABSENT ? ABSENT : difference(soundTicks, quietTicks);
        if (quiet < 0 || quiet > JUMP_TICKS) {
            quietTicks = soundTicks;
            return false;
        }
        return quiet >= PATIENCE_TICKS;
    }

    private Found begins(ElementaryStream wanted, ByteBuf buffer, int packet) {
        isScrambled = TsPacket.scramblingControl(buffer, packet) != 0;
        ticks = ticks(buffer, packet);
        head.end();
        if (wanted.kind() == StreamKind.AUDIO || AdaptationField.randomAccess(buffer, packet)) {
            return Found.POINT;
        }
        int data = PesHeader.dataIndex(buffer, packet);
        if (data == PesHeader.ABSENT) {
            return Found.PICTURE;
        }
        head.begin(wanted.coding());
        int end = packet + TsPacket.LENGTH;
        headerBytes = Math.max(0, data - end);
        return head.add(buffer, data, end) == PictureHead.Decision.POINT ? Found.POINT : Found.PICTURE;
    }

    private Found goesOn(ByteBuf buffer, int packet) {
        if (!head.isOpen()) {
            return Found.NOTHING;
        }
        int end = packet + TsPacket.LENGTH;
        int payload = packet + TsPacket.payloadOffset(buffer, packet);
        int skipped = Math.min(headerBytes, end - payload);
        headerBytes -= skipped;
        return head.add(buffer, payload + skipped, end) == PictureHead.Decision.POINT
                ? Found.POINT_BEFORE
                : Found.NOTHING;
    }

    /** Of what is scrambled there is only the clock. */
    private long ticks(ByteBuf buffer, int packet) {
        if (TsPacket.scramblingControl(buffer, packet) != 0) {
            return clockTicks;
        }
        int index = PesHeader.dtsIndex(buffer, packet);
        index = index == PesHeader.ABSENT ? PesHeader.ptsIndex(buffer, packet) : index;
        return index == PesHeader.ABSENT ? ABSENT : PesHeader.timestamp(buffer, index);
    }

    /**
     * Returns the time of the last picture that has begun: when it is decoded, or, if it is scrambled, its service's clock.
     *
     * @return ticks, or {@link #ABSENT}
     */
    public long ticks() {
        return ticks;
    }

    /**
     * Tells whether the last picture that has begun is scrambled.
     *
     * @return {@code transport_scrambling_control} other than 0
     */
    public boolean isScrambled() {
        return isScrambled;
    }

    /**
     * Returns the packets of the last PAT and the last PMT.
     *
     * @return whole packets, in an array that does not change; none before both have come
     */
    public byte[] tables() {
        return tables;
    }

    /**
     * Returns what the last PMT says.
     *
     * @return the map; empty before the first
     */
    public Optional<ProgramMapTable> program() {
        return Optional.ofNullable(program);
    }

    /**
     * Returns the PID of the PMT.
     *
     * @return {@link Pid#NULL} before the first PAT
     */
    public int mapPid() {
        return mapPid;
    }

    /** Nothing that comes from here on belongs to what has come, as packets are missing; tables stay. */
    public void interrupt() {
        head.end();
        ticks = ABSENT;
        clockTicks = ABSENT;
        quietTicks = ABSENT;
    }

    /** Returns how much later one time is than another, over the wrap. */
    static long difference(long later, long earlier) {
        long difference = later - earlier & PesHeader.WRAP_TICKS - 1;
        return difference >= PesHeader.WRAP_TICKS / 2 ? difference - PesHeader.WRAP_TICKS : difference;
    }

    private void joinTables() {
        byte[] first = associations.packets();
        byte[] second = map.packets();
        if (first.length > 0 && second.length > 0) {
            byte[] both = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            tables = both;
        }
    }

    private final class Tables implements TableListener {

        @Override
        public void programs(ProgramAssociationTable programs) {
            Optional<Program> first = programs.programs().stream()
                    .filter(listed -> listed.programNumber() != Program.NETWORK)
                    .findFirst();
            int pid = first.map(Program::pid).orElse(Pid.NULL);
            programNumber = first.map(Program::programNumber).orElse(Program.NETWORK);
            if (pid != mapPid) {
                follower.unfollow(mapPid);
                map.clear();
                mapPid = pid;
                follower.follow(pid);
            }
        }

        @Override
        public void programMap(int pid, ProgramMapTable table, Section section, long arrivalNanos) {
            if (pid != mapPid || table.programNumber() != programNumber) {
                return;
            }
            map.section(pid, section);
            joinTables();
            if (table != program) {
                hasOtherStreams = program != null && !streams(program).equals(streams(table));
                program = table;
                pictures = first(table, StreamKind.VIDEO).orElse(null);
                sound = first(table, StreamKind.AUDIO).orElse(null);
                stream = pictures == null ? sound : pictures;
                quietTicks = ABSENT;
                head.end();
            }
        }

        /** Returns what tells streams apart for a decoder. */
        private static Map<Integer, StreamCoding> streams(ProgramMapTable table) {
            Map<Integer, StreamCoding> streams = new HashMap<>();
            table.streams().forEach(listed -> streams.put(listed.elementaryPid(), listed.coding()));
            return streams;
        }

        @Override
        public void section(int pid, Section section, long arrivalNanos) {
            if (pid == Pid.PAT && section.tableId() == TableId.PAT && section.isCurrent()) {
                associations.section(pid, section);
                joinTables();
            }
        }

        private static Optional<ElementaryStream> first(ProgramMapTable table, StreamKind kind) {
            return table.streams().stream()
                    .filter(listed -> listed.kind() == kind)
                    .findFirst();
        }
    }
}
