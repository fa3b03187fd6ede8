// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.net.LinuxSocketOptions;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a socket that only sends.
 *
 * <p>A group's socket has the kernel report errors, because only then does a send fail with {@code ENOBUFS} when the
 * interface's queue is full. With that comes a queue of what routers say about datagrams sent long ago ("packet too
 * big" for IPv6 groups), which no send can be charged with: it is thrown away whenever it makes the socket readable.
 */
final class ErrorReports extends ChannelInboundHandlerAdapter {

    private final @Nullable InetAddress reportedFor;

    /** Discards reports of a socket that asks for them, {@code null} for one that does not. */
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

    /** The same report again, as the socket's pending error. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}
}
