// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.sink.DatagramSender.OpenSends;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts buffers of packets into runs of full datagrams, and sends them.
 * <pre>
 *   buffers     | 7 | 7 | 7 | 7 | 3 |    | 4 | 7 | 7 | 7 | 2 |    complete
 *   datagrams   | 7 | 7 | 7 | 7 |        [3+4] | 7 | 7 | 7 |      [2]          [..] copied
 * </pre>
 * Packets at the end of a buffer that do not fill a datagram are copied, and completed with the first ones of the next
 * buffer, because receivers expect datagrams of one size (SMPTE 2022-2 demands it). Buffers that are multiples of a
 * datagram, as the pool's are, are never copied. With short datagrams allowed, each buffer is sent as it is, and so is one out of a
 * log that becomes RTP ({@link LoggedDatagrams}): its datagrams are the log's.
 *
 * <p><b>Holds:</b> at most one datagram, copied, until the next buffer, {@link #flush} or the end of the stream.
 * <p><b>Threading:</b> the event loop.
 */
final class DatagramCutter {

    private final DatagramSender sender;
    private final int payloadBytes;

    /** The shortest last datagram of a run: a full one, or a packet. */
    private final int leastBytes;

    private final @Nullable RtpPacketizer rtp;

    private @Nullable ByteBuf partial;

    DatagramCutter(DatagramSender sender, UdpSinkConfig config, @Nullable RtpPacketizer rtp) {
        this.sender = sender;
        this.payloadBytes = config.shape().payloadBytes();
        this.leastBytes = config.shape().leastBytes();
        this.rtp = rtp;
    }

    /**
     * Sends all full datagrams of the buffer.
     *
     * @param buffer whole packets; taken over
     * @param behind whether it arrived when it was requested, instead of when it was ready
     * @param sends counts the sends
     * @throws IllegalArgumentException if the buffer does not hold whole packets; nothing of it is sent
     */
    void cut(ByteBuf buffer, boolean behind, OpenSends sends) {
        if (buffer.isReadable()) {
            sender.arrived(buffer.readableBytes(), behind);
        }
        int least = leastBytes(buffer);
        if (partial == null && isOneRun(buffer.readableBytes(), least)) {
            send(buffer, sends);
            return;
        }
        try {
            if (buffer.readableBytes() % TsPacket.LENGTH != 0) {
                throw new IllegalArgumentException("buffer: " + buffer.readableBytes()
                        + " bytes (expected: a multiple of 188; put AlignPackets before the sink)");
            }
            if (least < leastBytes) {
                flush(sends);
            }
            completePartial(buffer, sends);
            int maxRunBytes = sender.maxDatagramsPerRun() * payloadBytes;
            while (buffer.readableBytes() >= least) {
                int sendable = buffer.readableBytes() / least * least;
                send(buffer.readRetainedSlice(Math.min(maxRunBytes, sendable)), sends);
            }
            keepPartial(buffer);
        } finally {
            sender.counters.closed(buffer.readableBytes()); // nothing, unless something has been thrown
            buffer.release();
        }
    }

    /** Counts a buffer as closed that its pool has taken back. */
    void drop(ByteBuf takenBack) {
        sender.counters.closed(takenBack.readableBytes());
        takenBack.release();
    }

    private int leastBytes(ByteBuf buffer) {
        return rtp != null && LoggedDatagrams.of(buffer) != null ? TsPacket.LENGTH : leastBytes;
    }

    private boolean isOneRun(int bytes, int least) {
        return bytes > 0 && bytes <= sender.maxDatagramsPerRun() * payloadBytes && bytes % least == 0;
    }

    private void completePartial(ByteBuf buffer, OpenSends sends) {
        if (partial == null) {
            return;
        }
        partial.writeBytes(buffer, Math.min(payloadBytes - partial.readableBytes(), buffer.readableBytes()));
        if (partial.readableBytes() == payloadBytes) {
            flush(sends);
        }
    }

    private void keepPartial(ByteBuf buffer) {
        if (buffer.isReadable()) {
            partial = PacketBuffers.allocate(payloadBytes).writeBytes(buffer);
            sender.counters.keeps();
        }
    }

    /** Tells whether packets wait for their datagram to fill. */
    boolean holdsPartial() {
        return partial != null;
    }

    /** Sends the packets that wait, fewer than fill a datagram. */
    void flush(OpenSends sends) {
        ByteBuf waiting = partial;
        partial = null;
        if (waiting != null) {
            send(waiting, sends);
            sender.counters.done();
        }
    }

    /** What cannot be sent as it is no buffer any more, since it was released elsewhere, is thrown away. */
    private void send(ByteBuf run, OpenSends sends) {
        int bytes = run.readableBytes();
        if (run.refCnt() == 0) {
            sender.counters.closed(bytes);
            throw SinkSubscriber.releasedElsewhere(bytes);
        }
        sender.send(rtp == null ? null : rtp.headers(run, payloadBytes), run, sends);
    }

    /** Flushes the sender. */
    void handOver() {
        sender.flush();
    }

    /** Ends the stream, and drops the packets that wait. */
    void end() {
        sender.end();
        if (partial != null) {
            sender.counters.closed(partial.readableBytes());
            sender.counters.done();
            partial.release();
            partial = null;
        }
    }
}
