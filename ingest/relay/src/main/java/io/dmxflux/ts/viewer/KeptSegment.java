// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.hls.MediaPlaylist;
import io.dmxflux.ts.hls.SegmentMark;
import java.time.Instant;

/**
 * A segment of a service that can be read out of the log.
 *
 * @param number its media sequence number
 * @param discontinuities how many discontinuities there have been, with that before it
 * @param mark where it is
 */
record KeptSegment(long number, long discontinuities, SegmentMark mark) {

    /** Places of a datagram: one for each packet, as of numbers they are all eight. */
    private static final long PLACES = 8;

    /** Returns the place of a packet. */
    static long place(long datagram, int packet) {
        return datagram * PLACES + packet;
    }

    /** Returns the number of the datagram that a place is in. */
    static long datagram(long place) {
        return place / PLACES;
    }

    /** Returns the number of the packet in its datagram. */
    static int packet(long place) {
        return (int) (place % PLACES);
    }

    /** Returns how it is listed. */
    MediaPlaylist.Entry entry() {
        return new MediaPlaylist.Entry(
                number,
                discontinuities,
                mark.isDiscontinuous(),
                Instant.ofEpochMilli(mark.startMillis()),
                mark.duration());
    }
}
