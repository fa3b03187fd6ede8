// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/**
 * Closes a connection on which requests come faster than clients send them, which wait for each answer: of those that are
 * read at once the first ones are answered, as each answer costs some CPU and memory.
 *
 * <p><b>Threading:</b> the connection's event loop.
 */
final class RequestLimit extends ChannelInboundHandlerAdapter {

    static final int MOST_AT_ONCE = 2;

    private int requests;
    private boolean closed;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest && ++requests > MOST_AT_ONCE && !closed) {
            closed = true;
            context.close();
        }
        if (closed) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        requests = 0;
        context.fireChannelReadComplete();
    }
}
