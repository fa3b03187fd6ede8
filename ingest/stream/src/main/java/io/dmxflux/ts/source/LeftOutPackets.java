// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Finds the gaps of a stream where packets of it were left out as foreign, and says so before the payload behind each: they are
 * on that account, and not missing as well.
 * <pre>
 *   followed     PID 33   4  5  6                9 10       a gap, and 7 follows on 6: they are of this stream
 *   left out     PID 33            7  8
 *
 *   followed     PID 33   4  5  6    7  8                   no gap: they are of another one
 *   left out     PID 33            1  2
 * </pre>
 * They are of the stream if its continuity counters go on in them, or from them, on a PID where the stream itself has a gap.
 * What another stream that comes at the same time lacks, or this one beside it, stays missing, but for one gap in eight.
 *
 * <p><b>Threading:</b> one event loop.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3.
 */
final class LeftOutPackets implements DatagramReader.Output {

    private static final int COUNTER = 0x0F;
    private static final int KNOWN = 0x10;

    /** Packets of the PID were left out since the last one of the stream. */
    private static final int LEFT_OUT = 0x20;

    /** The first of them follows on that. */
    private static final int FOLLOWS_ON = 0x40;

    private static final DatagramReader.Output NOWHERE = new DatagramReader.Output() {
        @Override
        public void payload(ByteBuf payload) {}

        @Override
        public void missing(Loss loss) {}
    };

    private final byte[] followed = new byte[Pid.COUNT];
    private final byte[] lastLeftOut = new byte[Pid.COUNT];
    private DatagramReader.Output output = NOWHERE;

    /** Passes on to this one from now on. */
    LeftOutPackets to(DatagramReader.Output receiver) {
        output = receiver;
        return this;
    }

    /**
     * Takes note of a datagram that is left out.
     *
     * @param datagram not changed
     * @param offset of its first packet, from the reader index
     * @param length of its packets
     */
    void leaveOut(ByteBuf datagram, int offset, int length) {
        int start = datagram.readerIndex() + offset;
        for (int packet = start; packet <= start + length - TsPacket.LENGTH; packet += TsPacket.LENGTH) {
            int header = TsPacket.header(datagram, packet);
            int pid = TsPacket.pid(header);
            int state = followed[pid];
            if ((state & KNOWN) != 0 && counts(datagram, packet, header)) {
                int counter = TsPacket.continuityCounter(header);
                if ((state & LEFT_OUT) == 0) {
                    followed[pid] = (byte) (state | LEFT_OUT | (isNext(state, counter) ? FOLLOWS_ON : 0));
                }
                lastLeftOut[pid] = (byte) counter;
            }
        }
    }

    @Override
    public void payload(ByteBuf payload) {
        if (lacksWhatWasLeftOut(payload)) {
            missing(Loss.of(Loss.Account.NETWORK, Loss.UNKNOWN));
        }
        output.payload(payload);
    }

    /** Behind any loss all counters may go on anywhere. */
    @Override
    public void missing(Loss loss) {
        Arrays.fill(followed, (byte) 0);
        output.missing(loss);
    }

    /** Of packets that are cut anywhere, those that happen to lie at the beginning are seen. */
    private boolean lacksWhatWasLeftOut(ByteBuf payload) {
        boolean lacks = false;
        int end = payload.writerIndex() - TsPacket.LENGTH;
        for (int packet = payload.readerIndex(); packet <= end; packet += TsPacket.LENGTH) {
            int header = TsPacket.header(payload, packet);
            if (counts(payload, packet, header)) {
                int pid = TsPacket.pid(header);
                int state = followed[pid];
                int counter = TsPacket.continuityCounter(header);
                lacks |= (state & LEFT_OUT) != 0 && isGap(pid, state, counter);
                followed[pid] = (byte) (KNOWN | counter);
            }
        }
        return lacks;
    }

    private boolean isGap(int pid, int state, int counter) {
        return counter != (state & COUNTER)
                && !isNext(state, counter)
                && ((state & FOLLOWS_ON) != 0 || isNext(lastLeftOut[pid], counter));
    }

    private static boolean isNext(int state, int counter) {
        return (state + 1 & COUNTER) == counter;
    }

    private static boolean counts(ByteBuf buffer, int packet, int header) {
        return TsPacket.hasSync(buffer, packet)
                && TsPacket.hasPayload(header)
                && !TsPacket.transportError(header)
                && TsPacket.pid(header) != Pid.NULL;
    }
}
