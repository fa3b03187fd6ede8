// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One PID of an output: the packets of its source, with a continuity counter that continues over pauses and changes of the
 * source.
 * <pre>
 *   source        14 15  0  1 |  service away  | 7  8  9 11        another source: 3  4  5
 *   this PID      14 15  0  1 |                | 2  3  4  6                        7  8  9
 *   added                   0                         -5  (a loss stays a gap)           +4
 * </pre>
 * <p>The rule: the first packet after a pause, or of another source, gets the next counter of the output, and the same
 * offset is added to all later packets until the next pause. So a receiver sees no gap where nothing was lost, and every gap
 * within the source.
 *
 * <p>Where the counter goes on, {@code discontinuity_indicator} need not be set for its sake. It is set for the clock: in the
 * first packet whose PCR is of another time base than the one before, see {@link ProgramClock}.
 *
 * <p>Packets with {@code transport_error_indicator}, or without payload and adaptation field, have no meaningful counter, as
 * in {@link io.dmxflux.packet.ContinuityCounter}.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3 ({@code continuity_counter}), 2.4.3.5 ({@code discontinuity_indicator}).
 */
final class OutputPid implements RouteTable.Route {

    /** The source of tables that the splitter writes itself. */
    static final int OWN_TABLES = -1;

    private static final int NONE = -2;
    private static final int COUNTER_BEFORE_FIRST = 0x0F;

    private static final int PID_AND_COUNTER = 0x001F_FF0F;
    private static final int COUNTER = 0x0F;
    private static final int PID_SHIFT = 8;
    private static final int TRANSPORT_ERROR = 0x0080_0000;
    private static final int ADAPTATION_FIELD = 0x20;
    private static final int PAYLOAD_OR_ADAPTATION_FIELD = 0x30;

    private final int pid;
    private final AdaptationFieldRoute adaptationFields = new AdaptationFieldRoute(this);
    private BatchWriter writer;
    private @Nullable ProgramClock clock;

    private int source = NONE;
    private boolean sent;
    private boolean resuming;

    /** The offset from the source's counters, modulo 16. */
    private int added;

    /** Whether packets need no change: same PID, same counter. */
    private boolean untouched;

    /** The last header with a meaningful counter, as in the source. */
    private int lastHeader;

    OutputPid(int pid, BatchWriter writer) {
        this.pid = pid;
        this.writer = writer;
    }

    int pid() {
        return pid;
    }

    /** Returns the route for adaptation fields without their packets' payload. */
    AdaptationFieldRoute adaptationFields() {
        return adaptationFields;
    }

    /** Takes packets of a PID of the multiplex from here on, or of {@link #OWN_TABLES}. */
    void resumeFrom(int newSource) {
        if (newSource != source) {
            source = newSource;
            resuming = true;
        }
    }

    /** Takes no packets until {@link #resumeFrom}. */
    void pause() {
        source = NONE;
    }

    /** Goes on in another output, once it is resumed. */
    void moveTo(BatchWriter next) {
        writer = next;
        source = NONE;
        clock = null;
    }

    /** Sets the clock whose references this PID carries; null for none. */
    void carry(@Nullable ProgramClock carried) {
        if (carried != null && (carried != clock || resuming)) {
            carried.changeSource();
        }
        clock = carried;
    }

    @Override
    public boolean packet(ByteBuf buffer, int packet, int header, long dueNanos) {
        if ((header & TRANSPORT_ERROR) == 0 && (header & PAYLOAD_OR_ADAPTATION_FIELD) != 0) {
            if (resuming) {
                resume(header);
            }
            lastHeader = header;
        }
        if (source == OWN_TABLES) {
            writer.countGenerated();
        }
        if (clock != null && jumps(clock, buffer, packet, header, dueNanos)) {
            writer.addDiscontinuous(buffer, packet, dueNanos, rewritten(header));
        } else if (untouched) {
            writer.add(buffer, packet, dueNanos);
        } else {
            writer.add(buffer, packet, dueNanos, rewritten(header));
        }
        return true;
    }

    /**
     * Sends a packet without payload beside those of the source, as ones with the adaptation fields of a table's PID. It
     * repeats the last counter.
     */
    void addBeside(ByteBuf buffer, int packet, int header, long dueNanos) {
        if (!sent) {
            sent = true;
            lastHeader = COUNTER_BEFORE_FIRST;
        }
        writer.countGenerated();
        int rewritten = header & ~PID_AND_COUNTER | pid << PID_SHIFT | lastHeader + added & COUNTER;
        if (clock != null && jumps(clock, buffer, packet, header, dueNanos)) {
            writer.addDiscontinuous(buffer, packet, dueNanos, rewritten);
        } else {
            writer.add(buffer, packet, dueNanos, rewritten);
        }
    }

    /** Tells whether the packet has a PCR that does not continue the last one, which the source does not say itself. */
    private static boolean jumps(ProgramClock clock, ByteBuf buffer, int packet, int header, long dueNanos) {
        if ((header & (TRANSPORT_ERROR | ADAPTATION_FIELD)) != ADAPTATION_FIELD) {
            return false;
        }
        long pcr = AdaptationField.pcrTicks(buffer, packet);
        return pcr != Pcr.ABSENT
                && clock.next(pcr, dueNanos)
                && !AdaptationField.discontinuityIndicator(buffer, packet);
    }

    private void resume(int header) {
        if (sent && !writer.isOfLog()) { // out of a log all relays keep the source's counters, which are the same
            int last = lastHeader + added;
            int next = TsPacket.hasPayload(header) ? last + 1 : last;
            added = next - header & COUNTER;
        }
        resuming = false;
        sent = true;
        untouched = added == 0 && TsPacket.pid(header) == pid;
    }

    private int rewritten(int header) {
        return header & ~PID_AND_COUNTER | pid << PID_SHIFT | header + added & COUNTER;
    }
}
