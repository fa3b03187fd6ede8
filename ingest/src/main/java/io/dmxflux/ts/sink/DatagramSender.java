// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Writes runs of datagrams of one size to a socket, as few sends as the kernel allows, and keeps the account.
 *
 * <p><b>Shape:</b> a run is datagram after datagram without anything between, each {@link #datagramBytes} long but the
 * last, which may be shorter.
 * <p><b>Ownership:</b> takes over each run; the memory is free when its {@link Batch} is done.
 * <p><b>Threading:</b> the channel's event loop.
 * <p><b>Source:</b> udp(7), {@code UDP_SEGMENT}; linux/udp.h, {@code UDP_MAX_SEGMENTS} (64 in the oldest kernels that
 * have it).
 */
final class DatagramSender {

    /** Longest UDP payload over IPv4: 65535 bytes less 20 of IP and 8 of UDP header. */
    private static final int MAX_SEND_BYTES = 65_507;

    private static final int MAX_SEGMENTS = 64;

    private final EpollDatagramChannel channel;
    private final InetSocketAddress destination;
    private final SendLedger ledger;
    private final int headerBytes;
    private final int datagramBytes;

    private volatile Segmentation segmentation;

    /**
     * Until the first segmented send has come through, each is flushed by itself, so that a refusal changes no order.
     */
    private boolean proven;

    DatagramSender(EpollDatagramChannel channel, UdpSinkConfig config, SendLedger ledger) {
        this.channel = channel;
        this.destination = config.destination();
        this.ledger = ledger;
        this.headerBytes = config.rtp() == null ? 0 : RtpHeader.LENGTH;
        this.datagramBytes = headerBytes + config.packetsPerDatagram() * TsPacket.LENGTH;
        this.segmentation = Segmentation.of(config);
    }

    /** Most datagrams that a run may have. */
    int maxDatagramsPerRun() {
        return Math.min(MAX_SEGMENTS, MAX_SEND_BYTES / datagramBytes);
    }

    Segmentation segmentation() {
        return segmentation;
    }

    void send(ByteBuf run, Batch batch) {
        if (segmentation.active() && run.readableBytes() > datagramBytes) {
            sendSegmented(run, batch);
        } else {
            sendSingly(run, batch);
        }
    }

    private void sendSegmented(ByteBuf run, Batch batch) {
        batch.started();
        ChannelPromise promise = channel.newPromise();
        ByteBuf again = run.retainedDuplicate();
        promise.addListener(sent -> onSegmentedSent(sent, again, batch));
        channel.write(new SegmentedDatagramPacket(run, datagramBytes, destination), promise);
        if (!proven) {
            channel.flush();
        }
    }

    private void onSegmentedSent(Future<?> sent, ByteBuf run, Batch batch) {
        Throwable failure = sent.cause();
        if (failure != null && Segmentation.isRefusal(failure)) {
            segmentation = Segmentation.refused(failure);
            sendSingly(run, batch);
            channel.flush();
        } else {
            proven |= failure == null;
            account(failure, run.readableBytes());
            run.release();
        }
        batch.done();
    }

    private void sendSingly(ByteBuf run, Batch batch) {
        while (run.isReadable()) {
            int bytes = Math.min(datagramBytes, run.readableBytes());
            ChannelPromise promise = channel.newPromise();
            batch.started();
            promise.addListener(sent -> {
                account(sent.cause(), bytes);
                batch.done();
            });
            channel.write(new DatagramPacket(run.readRetainedSlice(bytes), destination), promise);
        }
        run.release();
    }

    private void account(@Nullable Throwable failure, int bytes) {
        int datagrams = (bytes + datagramBytes - 1) / datagramBytes;
        int payloadBytes = bytes - datagrams * headerBytes;
        if (failure == null) {
            ledger.sent(datagrams, payloadBytes);
        } else {
            ledger.failed(failure, datagrams, payloadBytes);
        }
    }
}
