// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes payloads out of RTP, in the order of their sequence numbers.
 * <pre>
 *   arrive   7  8  10 11  9  12      arrive   7  8  10 11 12 ... 24   25
 *   emit     7  8         9 10 11  12    emit     7  8                    10 11 ... 25     9 is lost
 * </pre>
 *
 * <p>A datagram that comes ahead of its turn waits, until its turn or until one comes that is {@value #WINDOW} ahead;
 * what is missing then is lost. One that comes behind its turn is dropped. A jump of more than {@value #MAX_DROPOUT} is
 * believed if the next datagram follows on from it, and is a restart of the sender, as is another source (SSRC).
 *
 * <p><b>Losses:</b> a datagram that is given up is missing before the next one: on the kernel's account as far as the
 * kernel has dropped some there, on the network's otherwise. It is taken to be as long as that next one. What is missing
 * where a sender restarts is unknown.
 * <p><b>Holds:</b> fewer than {@value #WINDOW} payloads, copied; no timer, so a gap in a stream of few datagrams holds
 * them for that long.
 * <p><b>Threading:</b> one event loop.
 * <p><b>Source:</b> RFC 3550 5.1 and A.1, whose {@code MAX_DROPOUT} is taken.
 */
final class RtpReader implements DatagramReader {

    /** Datagrams ahead that end the wait; a power of two. */
    static final int WINDOW = 16;

    private static final int MAX_DROPOUT = 3000;

    private final UdpSourceStats.Counters counters;
    private final @Nullable ByteBuf[] waiting = new ByteBuf[WINDOW];

    private int waitingCount;
    private boolean started;
    private int ssrc;
    private int next;

    /** What would follow on from a jump that is not believed yet; -1 for none. */
    private int suspect = -1;

    /** Dropped by the kernel, and not yet found missing in the sequence. */
    private int dropped;

    /** Given up since the payload emitted last. */
    private int missingOfNetwork;

    private int missingOfKernel;

    RtpReader(UdpSourceStats.Counters counters) {
        this.counters = counters;
    }

    @Override
    public void read(ByteBuf datagram, int droppedBefore, Output output) {
        dropped += droppedBefore;
        ByteBuf payload = RtpHeader.isRtp(datagram) ? RtpHeader.payload(datagram) : null;
        if (payload == null || !payload.isReadable() || !isTransportStream(datagram, payload)) {
            counters.foreign.incrementAndGet();
            return;
        }
        if (payload.readableBytes() % TsPacket.LENGTH != 0) {
            counters.odd.incrementAndGet();
        }
        int sequence = RtpHeader.sequence(datagram);
        if (!started) {
            start(RtpHeader.ssrc(datagram), sequence);
        } else if (ssrc != RtpHeader.ssrc(datagram)) {
            restart(RtpHeader.ssrc(datagram), sequence, output);
        }
        order(sequence, payload, output);
    }

    /** Payload types of their own are in use for transport streams, too; the sync byte decides there. */
    private static boolean isTransportStream(ByteBuf datagram, ByteBuf payload) {
        return RtpHeader.payloadType(datagram) == RtpHeader.PAYLOAD_TYPE_MP2T
                || TsPacket.hasSync(payload, payload.readerIndex());
    }

    private void order(int sequence, ByteBuf payload, Output output) {
        int ahead = (short) (sequence - next);
        if (Math.abs(ahead) > MAX_DROPOUT) {
            if (sequence != suspect) {
                suspect = sequence + 1 & 0xFFFF;
                counters.late.incrementAndGet();
                return;
            }
            restart(ssrc, sequence, output);
            ahead = 0;
        }
        suspect = -1;
        if (ahead < 0) {
            counters.late.incrementAndGet();
            return;
        }
        for (; ahead >= WINDOW; ahead--) {
            step(output);
        }
        if (ahead == 0) {
            emit(payload, output);
            next = next + 1 & 0xFFFF;
        } else {
            keep(sequence, payload);
        }
        emitWaiting(output);
        if (waitingCount == 0) {
            dropped = 0; // those not found missing were none of the stream's
        }
    }

    private void start(int source, int sequence) {
        started = true;
        ssrc = source;
        next = sequence;
        suspect = -1;
    }

    private void restart(int source, int sequence, Output output) {
        while (waitingCount > 0) {
            step(output);
        }
        counters.restarts.incrementAndGet();
        output.missing(Loss.of(Loss.Account.NETWORK, Loss.UNKNOWN));
        start(source, sequence);
    }

    /** Takes one turn: what waits for it, or the loss of what did not come. */
    private void step(Output output) {
        if (emitNextWaiting(output)) {
            return;
        }
        next = next + 1 & 0xFFFF;
        if (dropped > 0) {
            dropped--;
            missingOfKernel++;
        } else {
            missingOfNetwork++;
            counters.lost.incrementAndGet();
        }
    }

    private void emitWaiting(Output output) {
        boolean emitted = waitingCount > 0;
        while (emitted) {
            emitted = emitNextWaiting(output);
        }
    }

    private boolean emitNextWaiting(Output output) {
        ByteBuf payload = waiting[next % WINDOW];
        if (payload == null) {
            return false;
        }
        waiting[next % WINDOW] = null;
        waitingCount--;
        next = next + 1 & 0xFFFF;
        emit(payload, output);
        payload.release();
        return true;
    }

    private void emit(ByteBuf payload, Output output) {
        int bytes = payload.readableBytes();
        counters.bytes.addAndGet(bytes);
        if (missingOfNetwork + missingOfKernel > 0) {
            tellMissing(bytes, output);
        }
        output.payload(payload);
    }

    private void tellMissing(int bytes, Output output) {
        if (missingOfNetwork > 0) {
            output.missing(Loss.of(Loss.Account.NETWORK, (long) missingOfNetwork * bytes));
        }
        if (missingOfKernel > 0) {
            output.missing(Loss.of(Loss.Account.KERNEL, (long) missingOfKernel * bytes));
        }
        missingOfNetwork = 0;
        missingOfKernel = 0;
    }

    private void keep(int sequence, ByteBuf payload) {
        if (waiting[sequence % WINDOW] != null) {
            counters.late.incrementAndGet();
            return;
        }
        waitingCount++;
        waiting[sequence % WINDOW] =
                PacketBuffers.allocate(payload.readableBytes()).writeBytes(payload);
    }

    @Override
    public void release() {
        for (int i = 0; i < WINDOW; i++) {
            ByteBuf payload = waiting[i];
            if (payload != null) {
                waiting[i] = null;
                payload.release();
            }
        }
    }
}
