// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the last logged packet among those that a standby has received.
 *
 * <p>The newest logged PCR is looked for first: a value comes once in a day. From there the packets are counted, and the last
 * one that is the same, continuity counter and all, corrects the count where one of the two has lost some in between.
 *
 * <p>Without a PCR, the last logged packets are looked for themselves; where they came more than once, as tables do, the place
 * is that which is nearest by the wall clock.
 */
final class TakeoverSearch {

    /** Packets that one may have lost, or have more, between a PCR and the end of the log. */
    private static final int MOST_SHIFT = 64;

    /** A clock that differs by more is another one: a PCR that was set again. */
    private static final long LONGEST_TICKS = 120 * Pcr.TICKS_PER_SECOND;

    /** A hole that is longer is not measured by a rate. */
    private static final long LONGEST_HOLE_TICKS = 3_600 * Pcr.TICKS_PER_SECOND;

    private final List<TsChunk> logged;
    private final HeldPackets ring;
    private final HeldPackets tail;
    private final long lastMillis;

    TakeoverSearch(HeldPackets ring, List<TsChunk> chunks) {
        List<TsChunk> unbroken = unbroken(chunks);
        this.logged = unbroken;
        this.ring = ring;
        this.tail = HeldPackets.ofChunks(unbroken);
        TsChunk last = unbroken.get(unbroken.size() - 1);
        this.lastMillis = last.timeMillis() + millis(last.arrivalTicks(last.datagrams() - 1) - last.arrivalTicks(0));
    }

    /** What lies behind the last gap can be counted. */
    private static List<TsChunk> unbroken(List<TsChunk> chunks) {
        int first = chunks.size() - 1;
        while (first > 0
                && chunks.get(first - 1).endDatagram() == chunks.get(first).firstDatagram()
                && chunks.get(first - 1).epoch() == chunks.get(first).epoch()) {
            first--;
        }
        return chunks.subList(first, chunks.size());
    }

    Takeover find() {
        @Nullable Takeover byPcr = null;
        for (int logged = tail.count() - 1; logged >= 0; logged--) {
            long pcr = tail.pcr(logged);
            if (pcr != Pcr.ABSENT) {
                int found = find(tail.pid(logged), pcr);
                if (found >= 0) {
                    return behind(found, logged);
                }
                byPcr = byPcr == null ? besides(tail.pid(logged), pcr) : byPcr;
            }
        }
        return byPcr == null ? withoutPcr() : byPcr;
    }

    private static long millis(long ticks) {
        return ticks * 1_000 / Pcr.TICKS_PER_SECOND;
    }

    private Takeover withoutPcr() {
        int last = lastLogged();
        return last < 0 ? byWallClock() : new Takeover.Seamless(last + 1);
    }

    /** Returns the place of the last logged packet, with as many before it as a datagram has; -1 without one. */
    private int lastLogged() {
        int from = Math.max(0, tail.count() - ChunkLayout.MOST_PACKETS);
        while (from > 0 && hasNullsOnly(from)) {
            from--;
        }
        if (hasNullsOnly(from)) {
            return -1;
        }
        int found = -1;
        long nearest = Long.MAX_VALUE;
        for (int packet = ring.count() - 1; packet >= 0; packet--) {
            long away = Math.abs(ring.wallMillis(packet) - lastMillis);
            if (away < nearest && isBehindTheSame(packet, from)) {
                found = packet;
                nearest = away;
            }
        }
        return found;
    }

    /** Tells whether all logged packets from one on are null packets. */
    private boolean hasNullsOnly(int from) {
        for (int packet = from; packet < tail.count(); packet++) {
            if (tail.pid(packet) != Pid.NULL) {
                return false;
            }
        }
        return true;
    }

    private boolean isBehindTheSame(int packet, int from) {
        for (int last = tail.count() - 1; last >= from; last--) {
            if (!isSame(packet - (tail.count() - 1 - last), last)) {
                return false;
            }
        }
        return true;
    }

    private Takeover byWallClock() {
        int first = ring.firstAfter(lastMillis);
        if (first == ring.count()) {
            return new Takeover.Ahead();
        }
        long millis = ring.wallMillis(first) - lastMillis;
        return new Takeover.ByWallClock(first, datagrams(Pcr.fromNanos(TimeUnit.MILLISECONDS.toNanos(millis))));
    }

    /** Returns as many datagrams as come in a time, at least one. */
    private long datagrams(long ticks) {
        TsChunk first = logged.get(0);
        TsChunk last = logged.get(logged.size() - 1);
        long taken = last.arrivalTicks(last.datagrams() - 1) - first.arrivalTicks(0);
        long came = last.endDatagram() - first.firstDatagram();
        return taken <= 0 ? 1 : Math.max(1, Math.min(ticks, LONGEST_HOLE_TICKS) * came / taken);
    }

    private int find(int pid, long pcr) {
        for (int packet = ring.count() - 1; packet >= 0; packet--) {
            if (ring.pid(packet) == pid && ring.pcr(packet) == pcr) {
                return packet;
            }
        }
        return -1;
    }

    private Takeover behind(int anchor, int logged) {
        int shift = anchor - logged;
        for (int last = tail.count() - 1; last > logged; last--) {
            if (tail.pid(last) != Pid.NULL) {
                int same = same(last, shift);
                if (same > anchor) {
                    shift = same - last;
                    break;
                }
            }
        }
        int next = tail.count() + shift;
        return next > ring.count() ? new Takeover.Ahead() : new Takeover.Seamless(next);
    }

    private int same(int logged, int shift) {
        for (int off = 0; off <= MOST_SHIFT; off++) {
            if (isSame(logged + shift + off, logged)) {
                return logged + shift + off;
            }
            if (isSame(logged + shift - off, logged)) {
                return logged + shift - off;
            }
        }
        return -1;
    }

    private boolean isSame(int packet, int logged) {
        return packet >= 0 && packet < ring.count() && ring.isSame(packet, tail, logged);
    }

    /** Goes on with the first PCR that is later: what is before it may be logged. Null if there is none of that clock. */
    private @Nullable Takeover besides(int pid, long pcr) {
        boolean earlier = false;
        for (int packet = 0; packet < ring.count(); packet++) {
            if (ring.pid(packet) != pid || ring.pcr(packet) == Pcr.ABSENT) {
                continue;
            }
            long later = Pcr.difference(ring.pcr(packet), pcr);
            if (Math.abs(later) > LONGEST_TICKS) {
                continue;
            }
            if (later > 0) {
                return new Takeover.WithHole(packet, later, datagrams(later));
            }
            earlier = true;
        }
        return earlier ? new Takeover.Ahead() : null;
    }
}
