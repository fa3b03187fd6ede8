// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.ts.op.DatagramBursts;

/**
 * How much is sent, or taken, at once.
 *
 * @param pacedBurst the most datagrams that leave at once where buffers are spread, 1 to 49; 0 to send each buffer as it comes
 * @param buffersInFlight how many buffers are requested in advance, 1 or more
 * @param buffersAtOnce for how many of them the thread that sends is woken once
 * @param sendBufferBytes what is requested of the kernel, 1 or more
 * @param segmentationOffload whether the kernel may be given many datagrams as one send
 */
record SendBatching(
        int pacedBurst, int buffersInFlight, int buffersAtOnce, int sendBufferBytes, boolean segmentationOffload) {

    SendBatching {
        Check.argument(
                pacedBurst >= 0 && pacedBurst <= DatagramBursts.MOST_DATAGRAMS, "pacedBurst", pacedBurst, "0 to 49");
        Check.argument(buffersInFlight >= 1, "buffersInFlight", buffersInFlight, "1 or more");
        Check.argument(
                buffersAtOnce >= 1 && buffersAtOnce <= buffersInFlight,
                "buffersAtOnce",
                buffersAtOnce,
                "1 to " + buffersInFlight);
        Check.argument(sendBufferBytes >= 1, "sendBufferBytes", sendBufferBytes, "1 or more");
    }
}
