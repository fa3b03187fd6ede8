// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes nothing of a stream for {@value #LONGEST_SECONDS} s: what waits for it is more than
 * is good all the time. A timer for that, and not one for each write, as there are many of those.
 *
 * <p><b>Threading:</b> the connection's event loop.
 */
final class StalledWrites extends ChannelInboundHandlerAdapter {

    static final int LONGEST_SECONDS = 30;

    private @Nullable Future<?> closing;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        look(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        goOn();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        look(context);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        goOn();
        context.fireChannelInactive();
    }

    private void look(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            goOn();
        } else if (closing == null) {
            closing = context.executor().schedule(() -> context.close(), LONGEST_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void goOn() {
        if (closing != null) {
            closing.cancel(false);
            closing = null;
        }
    }
}
