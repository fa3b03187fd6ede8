// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One sender of a stream by UDP or RTP, which can lose, disorder and repeat its datagrams. */
final class WireStreamSender {

    private static final int RTP_HEADER_BYTES = 12;
    private static final double NANOS_PER_RTP_TICK = 1e9 / 90e3;

    private final boolean isRtp;
    private final InetSocketAddress to;
    private final int bitsPerSecond;
    private final Random random;
    private final AtomicLong sent = new AtomicLong();
    private volatile double damage;
    private volatile boolean stopped;
    private int ssrc;
    private byte[] late = {};
    private @Nullable Thread thread;

    WireStreamSender(boolean isRtp, InetSocketAddress to, int bitsPerSecond, long seed) {
        this.isRtp = isRtp;
        this.to = to;
        this.bitsPerSecond = bitsPerSecond;
        this.random = new Random(seed);
        this.ssrc = random.nextInt();
    }

    /** Begins with a new stream and a new sequence. */
    void start(boolean otherSsrc) {
        stopped = false;
        ssrc = otherSsrc ? random.nextInt() : ssrc;
        Thread next = new Thread(this::sendUntilStopped, "sender to " + to);
        thread = next;
        next.start();
    }

    void stop() throws InterruptedException {
        stopped = true;
        if (thread != null) {
            thread.join();
        }
    }

    /** From here on each datagram is lost, repeated or late, each with this probability. */
    void damage(double probability) {
        damage = probability;
    }

    /** Datagrams that the kernel took, since the first start. */
    long sent() {
        return sent.get();
    }

    private void sendUntilStopped() {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
            ServiceStream stream = new ServiceStream(bitsPerSecond);
            int sequence = random.nextInt(1 << 16);
            late = new byte[0];
            long start = System.nanoTime();
            for (long count = 0; !stopped; count++) {
                long due = count * stream.nanosPerDatagram();
                waitUntil(start + due);
                sendOrDamage(channel, framed(stream.nextDatagram(), sequence++, due));
            }
        } catch (IOException e) {
            throw new IllegalStateException("no socket to send from", e);
        }
    }

    private void waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0 && !stopped; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void sendOrDamage(DatagramChannel channel, byte[] datagram) {
        double fate = random.nextDouble();
        if (fate < damage) {
            return;
        }
        if (fate < 2 * damage && late.length == 0) {
            late = datagram;
            return;
        }
        send(channel, datagram);
        if (fate < 3 * damage) {
            send(channel, datagram);
        }
        if (late.length > 0) {
            send(channel, late);
            late = new byte[0];
        }
    }

    private byte[] framed(byte[] packets, int sequence, long nanos) {
        if (!isRtp) {
            return packets;
        }
        return ByteBuffer.allocate(RTP_HEADER_BYTES + packets.length)
                .put((byte) 0x80)
                .put((byte) 33)
                .putShort((short) sequence)
                .putInt((int) (long) (nanos / NANOS_PER_RTP_TICK))
                .putInt(ssrc)
                .put(packets)
                .array();
    }

    /** What the kernel refuses, as there is no route or no interface, is not sent. */
    private void send(DatagramChannel channel, byte[] datagram) {
        try {
            channel.send(ByteBuffer.wrap(datagram), to);
            sent.incrementAndGet();
        } catch (IOException e) {
            return;
        }
    }
}
