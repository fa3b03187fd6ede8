// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.packet.PcrClock;

/**
 * The last PCRs of a PID, with when and where they came.
 *
 * <p><b>Threading:</b> one thread; a {@link #copy} is for another.
 */
final class PcrRing {

    /** The clock goes on from the PCR before. */
    static final byte GOES_ON = 0;

    /** Packets are missing before it, so that its place says nothing of the one before. */
    static final byte OTHER_PLACE = 1;

    /** It has nothing to do with the one before. */
    static final byte OTHER_CLOCK = 2;

    private static final int FIRST_LENGTH = 32;

    private final int pid;
    private final PcrClock clock = new PcrClock();

    private long[] ticks;
    private long[] nanos;
    private long[] places;
    private byte[] relations;
    private int size;
    private int next;

    private byte pending = OTHER_CLOCK;

    PcrRing(int pid) {
        this.pid = pid;
        ticks = new long[FIRST_LENGTH];
        nanos = new long[FIRST_LENGTH];
        places = new long[FIRST_LENGTH];
        relations = new byte[FIRST_LENGTH];
    }

    private PcrRing(PcrRing other) {
        pid = other.pid;
        ticks = other.ticks.clone();
        nanos = other.nanos.clone();
        places = other.places.clone();
        relations = other.relations.clone();
        size = other.size;
        next = other.next;
    }

    PcrRing copy() {
        return new PcrRing(this);
    }

    int pid() {
        return pid;
    }

    /**
     * Takes a PCR.
     *
     * @param pcrTicks its value
     * @param cameNanos when it came
     * @param place the number of its packet in the stream
     * @param discontinuity whether {@code discontinuity_indicator} is set
     */
    void add(long pcrTicks, long cameNanos, long place, boolean discontinuity) {
        switch (clock.next(pcrTicks, place, discontinuity)) {
            case FIRST, JUMP -> put(cameNanos, place, OTHER_CLOCK);
            case REGULAR -> put(cameNanos, place, pending);
            case REPEATED -> {
                // by a duplicate packet
            }
        }
    }

    private void put(long cameNanos, long place, byte relation) {
        if (size == ticks.length && size < ClockSeries.MOST) {
            grow();
        }
        ticks[next] = clock.ticks();
        nanos[next] = cameNanos;
        places[next] = place;
        relations[next] = relation;
        next = (next + 1) % ticks.length;
        size = Math.min(size + 1, ticks.length);
        pending = GOES_ON;
    }

    /** Makes room in a ring that is full, so that its oldest is where the next would be. */
    private void grow() {
        PcrRing old = copy();
        int length = Math.min(2 * ticks.length, ClockSeries.MOST);
        ticks = new long[length];
        nanos = new long[length];
        places = new long[length];
        relations = new byte[length];
        for (int i = 0; i < size; i++) {
            ticks[i] = old.ticks(i);
            nanos[i] = old.nanos(i);
            places[i] = old.place(i);
            relations[i] = old.relation(i);
        }
        next = size;
    }

    /** Packets of any PID are missing before the next. */
    void missing() {
        pending = (byte) Math.max(pending, OTHER_PLACE);
    }

    /** Expects nothing of the next PCR, behind a gap that is not the stream's. */
    void interrupt() {
        clock.interrupt();
        pending = OTHER_CLOCK;
    }

    int size() {
        return size;
    }

    private int at(int i) {
        return (next - size + i + ticks.length) % ticks.length;
    }

    long ticks(int i) {
        return ticks[at(i)];
    }

    long nanos(int i) {
        return nanos[at(i)];
    }

    long place(int i) {
        return places[at(i)];
    }

    byte relation(int i) {
        return relations[at(i)];
    }

    long lastNanos() {
        return size == 0 ? Long.MIN_VALUE : nanos(size - 1);
    }
}
