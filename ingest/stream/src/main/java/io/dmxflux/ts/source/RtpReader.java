// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Extracts payloads from RTP, in the order of their sequence numbers.
 * <pre>
 *   arrive   7  8  10 11  9  12      arrive   7  8  10 11 12 ... 24   25
 *   emit     7  8         9 10 11  12    emit     7  8                    10 11 ... 25     9 is lost
 * </pre>
 *
 * <p>A datagram that arrives early waits for its turn, or until one arrives that is {@value #WINDOW} ahead; those still
 * missing are then lost. A late one is dropped. A jump of more than {@value #MAX_DROPOUT} is accepted as a restart of the
 * sender if the next datagram continues it. Another source (SSRC) is a restart as well.
 *
 * <p><b>Losses:</b> a lost datagram is a {@code Loss} before the next one: on the kernel's account up to the number that the
 * kernel has dropped there, on the network's otherwise. Its length is taken to be that of the next one. At a restart the
 * amount is unknown.
 * <p><b>Holds:</b> fewer than {@value #WINDOW} payloads, copied. There is no timer, so after a gap they wait for later
 * datagrams.
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

    /** The sequence number that would confirm a jump; -1 for none. */
    private int suspect = -1;

    /** Datagrams dropped by the kernel that are not yet found missing in the sequence. */
    private int dropped;

    /** Datagrams lost since the last payload emitted. */
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

    /** Dynamic payload types are in use for transport streams as well; there the sync byte decides. */
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
            dropped = 0; // the others did not belong to the stream
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

    /** Advances by one sequence number: emits its payload, or counts it as lost. */
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
