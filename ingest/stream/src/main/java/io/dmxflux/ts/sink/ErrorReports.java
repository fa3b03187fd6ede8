// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.net.LinuxSocketOptions;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The inbound handler of a socket that only sends.
 *
 * <p>A group's socket enables error reports, because only then does a send fail with {@code ENOBUFS} when the interface's
 * queue is full. The kernel then also queues reports of routers about datagrams sent earlier ("packet too big" for IPv6
 * groups), which belong to no send: they are discarded whenever they make the socket readable.
 */
final class ErrorReports extends ChannelInboundHandlerAdapter {

    private final @Nullable InetAddress reportedFor;

    /** Discards reports of a socket that enables them; {@code null} for one that does not. */
    ErrorReports(@Nullable InetAddress reportedFor) {
        this.reportedFor = reportedFor;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (reportedFor != null && context.channel().isOpen()) {
            LinuxSocketOptions.discardErrorReports(context.channel().config(), reportedFor);
        }
    }

    /** Ignored: the same report, as the socket's pending error. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}
}
