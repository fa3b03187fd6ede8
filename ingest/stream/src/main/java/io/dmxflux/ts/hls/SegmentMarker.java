// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableListener;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the segments of all services of a multiplex begin and end, without a copy of any: for one that is kept, out of
 * which they are read when somebody asks.
 *
 * <p><b>Shape:</b> whole packets, in order, each with a place: a number that grows from packet to packet, and is the same when a
 * multiplex is read again.
 * <p><b>Times:</b> {@value #SHORTEST_SECONDS} s or more from point to point, {@link #TARGET} at most: longer than live, as nobody waits for their end,
 * and a list of hours has half as many.
 * <p><b>Threading:</b> one thread.
 */
public final class SegmentMarker {

    /** No segment is longer, rounded to seconds ({@code EXT-X-TARGETDURATION}). */
    public static final Duration TARGET = Duration.ofSeconds(8);

    private static final int SHORTEST_SECONDS = 4;
    private static final long SHORTEST_TICKS = SHORTEST_SECONDS * SegmentBounds.HZ;
    private static final long LONGEST_TICKS = 8 * SegmentBounds.HZ + 4 * SegmentBounds.HZ / 10 + SegmentBounds.HZ / 20;

    /** One that gets longer ends as at an interruption. */
    private static final long MOST_BYTES = 32 << 20;

    private static final Marked[] NOBODY = {};

    private final Consumer<SegmentMark> listener;
    private final Map<Integer, Long> known;
    private final TableFollower follower = new TableFollower(new Tables());
    private final Map<Integer, Marked> services = new HashMap<>();
    private final Set<Integer> seen = new HashSet<>();
    private final Marked[][] byPid = new Marked[Pid.COUNT][];

    private long place;
    private long millis;

    /**
     * A marker that has seen nothing yet.
     *
     * @param known up to which place the segments of a service are known, by its number: behind that they go on
     * @param listener is told of each segment when it has ended
     */
    public SegmentMarker(Map<Integer, Long> known, Consumer<SegmentMark> listener) {
        this.known = Map.copyOf(known);
        this.listener = Check.given(listener, "listener");
        Arrays.fill(byPid, NOBODY);
    }

    /**
     * Looks at the next packet.
     *
     * @param buffer where the packet lies
     * @param at index of its first byte
     * @param placed its place
     * @param cameMillis when it came, milliseconds since 1970
     */
    public void packet(ByteBuf buffer, int at, long placed, long cameMillis) {
        place = placed;
        millis = cameMillis;
        int pid = TsPacket.pid(buffer, at);
        if (pid == Pid.PAT) {
            follower.packet(pid, buffer, at, 0);
            return;
        }
        boolean changed = false;
        for (Marked marked : byPid[pid]) {
            changed |= marked.packet(pid, buffer, at);
        }
        if (changed) {
            route();
        }
    }

    /** What comes from here on does not follow on what has come. */
    public void interrupt() {
        services.values().forEach(marked -> marked.bounds.interrupt(place + 1));
    }

    private void route() {
        Arrays.fill(byPid, NOBODY);
        services.values().forEach(Marked::route);
    }

    private final class Tables implements TableListener {

        @Override
        public void programs(ProgramAssociationTable table) {
            Map<Integer, Integer> mapPids = new HashMap<>();
            for (Program program : table.programs()) {
                if (program.programNumber() != Program.NETWORK) {
                    mapPids.putIfAbsent(program.programNumber(), program.pid());
                }
            }
            for (Iterator<Marked> all = services.values().iterator(); all.hasNext(); ) {
                Marked marked = all.next();
                if (!Integer.valueOf(marked.mapPid).equals(mapPids.get(marked.serviceId))) {
                    marked.bounds.interrupt(place);
                    all.remove();
                }
            }
            mapPids.forEach((number, pid) -> services.computeIfAbsent(number, any -> new Marked(number, pid)));
            route();
        }
    }

    /** One service. */
    private final class Marked implements SegmentBounds.Listener {

        private final int serviceId;
        private final int mapPid;
        private final long knownTo;
        private final SegmentBounds bounds;
        private @Nullable ProgramMapTable program;

        private long from;
        private long fromMillis;
        private long bytes;

        Marked(int serviceId, int mapPid) {
            this.serviceId = serviceId;
            this.mapPid = mapPid;
            this.knownTo = known.getOrDefault(serviceId, -1L);
            boolean wasThere = !seen.add(serviceId) || knownTo >= 0;
            this.bounds = new SegmentBounds(SHORTEST_TICKS, LONGEST_TICKS, wasThere, this);
            ByteBuf association = new OneProgram(serviceId, mapPid).packet(0);
            bounds.packet(association, 0, place);
            association.release();
        }

        void route() {
            add(mapPid);
            ProgramMapTable table = program;
            if (table != null) {
                table.streams().stream()
                        .map(ElementaryStream::elementaryPid)
                        .filter(pid -> pid != mapPid)
                        .distinct()
                        .forEach(this::add);
            }
        }

        private void add(int pid) {
            Marked[] before = byPid[pid];
            byPid[pid] = Arrays.copyOf(before, before.length + 1);
            byPid[pid][before.length] = this;
        }

        /** Returns whether its streams are others from here on. */
        boolean packet(int pid, ByteBuf buffer, int at) {
            if (place < knownTo) {
                bounds.points().packet(buffer, at);
            } else {
                bounds.packet(buffer, at, place);
                bytes += TsPacket.LENGTH;
                if (bytes >= MOST_BYTES) {
                    bounds.interrupt(place + 1);
                }
            }
            Optional<ProgramMapTable> now = pid == mapPid ? bounds.points().program() : Optional.empty();
            if (now.isEmpty() || now.get() == program) {
                return false;
            }
            program = now.get();
            return true;
        }

        @Override
        public void forget() {
            bytes = 0;
        }

        @Override
        public void begin(long beginPlace, byte[] tables, boolean goesOn) {
            from = beginPlace;
            fromMillis = millis;
            bytes = 0;
        }

        @Override
        public void end(long endPlace, long ticks, boolean isDiscontinuous) {
            Duration duration = Duration.ofNanos(Math.min(ticks, LONGEST_TICKS) * 1_000_000_000 / SegmentBounds.HZ);
            listener.accept(new SegmentMark(
                    serviceId, from, endPlace, fromMillis, duration, isDiscontinuous && from != knownTo, bytes));
            bytes = 0;
        }
    }
}
