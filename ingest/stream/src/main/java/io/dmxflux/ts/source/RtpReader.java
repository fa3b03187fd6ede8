// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

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
 * <p><b>Holds:</b> fewer than {@value #WINDOW} payloads, copied; no timer, so a gap in a stream of few datagrams holds
 * them for that long.
 * <p><b>Threading:</b> one event loop.
 * <p><b>Source:</b> RFC 3550 5.1 and A.1, whose {@code MAX_DROPOUT} is taken.
 */
final class RtpReader implements DatagramReader {

    /** Datagrams ahead that end the wait; a power of two. */
    static final int WINDOW = 16;

    private static final int MAX_DROPOUT = 3000;

    private final ReceiveLedger ledger;
    private final @Nullable ByteBuf[] waiting = new ByteBuf[WINDOW];

    private int waitingCount;
    private boolean started;
    private int ssrc;
    private int next;

    /** What would follow on from a jump that is not believed yet; -1 for none. */
    private int suspect = -1;

    RtpReader(ReceiveLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void read(ByteBuf datagram, Output output) {
        ByteBuf payload = RtpHeader.isRtp(datagram) ? RtpHeader.payload(datagram) : null;
        if (payload == null || !payload.isReadable() || !isTransportStream(datagram, payload)) {
            ledger.foreign.incrementAndGet();
            return;
        }
        if (payload.readableBytes() % TsPacket.LENGTH != 0) {
            ledger.odd.incrementAndGet();
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
                ledger.late.incrementAndGet();
                return;
            }
            restart(ssrc, sequence, output);
            ahead = 0;
        }
        suspect = -1;
        if (ahead < 0) {
            ledger.late.incrementAndGet();
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
        ledger.restarts.incrementAndGet();
        start(source, sequence);
    }

    /** Takes one turn: what waits for it, or the loss of what did not come. */
    private void step(Output output) {
        if (!emitNextWaiting(output)) {
            ledger.lost.incrementAndGet();
            next = next + 1 & 0xFFFF;
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
        ledger.bytes.addAndGet(payload.readableBytes());
        output.payload(payload);
    }

    private void keep(int sequence, ByteBuf payload) {
        if (waiting[sequence % WINDOW] != null) {
            ledger.late.incrementAndGet();
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
