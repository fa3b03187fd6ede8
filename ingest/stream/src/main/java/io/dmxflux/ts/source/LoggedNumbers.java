// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.Pcr;
import io.dmxflux.ts.log.TsChunk;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Tells senders which datagrams of the log they have: all of it follows from the chunk and the stream's name, so that it is the
 * same in every process, from wherever it reads.
 */
final class LoggedNumbers {

    private static final int PACKETS = 7;

    private final int source;

    LoggedNumbers(String stream) {
        CRC32C name = new CRC32C();
        name.update(stream.getBytes(StandardCharsets.UTF_8));
        this.source = (int) name.getValue();
    }

    /** Returns the datagrams of a chunk; null if it is not cut as senders cut. */
    @Nullable
    LoggedDatagrams of(TsChunk chunk) {
        int count = chunk.datagrams();
        int[] timestamps = new int[count];
        for (int datagram = 0; datagram < count; datagram++) {
            if (datagram < count - 1 && chunk.packets(datagram) != PACKETS) {
                return null;
            }
            timestamps[datagram] = (int) Math.floorDiv(chunk.arrivalTicks(datagram), Pcr.TICKS_PER_BASE_UNIT);
        }
        return LoggedDatagrams.of(source, chunk.firstDatagram(), chunk.sequence() == 0, timestamps);
    }
}
