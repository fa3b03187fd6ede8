// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request is not all there {@value #LONGEST_SECONDS} s after its first byte, however many bytes
 * come meanwhile, one by one.
 *
 * <p><b>Threading:</b> the connection's event loop.
 */
final class HeadTimeout extends ChannelInboundHandlerAdapter {

    static final int LONGEST_SECONDS = 10;

    private @Nullable Future<?> closing;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closing == null) {
            closing = context.executor().schedule(() -> context.close(), LONGEST_SECONDS, TimeUnit.SECONDS);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        isThere();
        context.fireChannelInactive();
    }

    /** All of a request is there: the next byte is of another. */
    void isThere() {
        if (closing != null) {
            closing.cancel(false);
            closing = null;
        }
    }
}
