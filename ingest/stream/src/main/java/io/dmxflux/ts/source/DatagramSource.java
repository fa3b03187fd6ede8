// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.util.function.Function;
import reactor.core.publisher.Flux;

/** What sources of datagrams share, whatever is in those: a socket for each subscription, and a ledger over all. */
public abstract sealed class DatagramSource implements Source permits UdpSource, RtpSource {

    private final DatagramFlux flux;

    DatagramSource(
            String scheme,
            UdpSourceConfig config,
            EventLoopGroup loops,
            Function<ReceiveLedger, DatagramReader> reader) {
        ReceiveLedger ledger = new ReceiveLedger();
        flux = new DatagramFlux(scheme, config, loops, ledger, () -> reader.apply(ledger));
    }

    /**
     * Returns the stream: a socket opened for each subscription, and closed when it is cancelled. It never completes.
     *
     * @return buffers, one subscriber at a time
     */
    @Override
    public final Flux<ByteBuf> buffers() {
        return flux;
    }

    /**
     * Returns what became of the datagrams, over all subscriptions.
     *
     * @return totals so far
     */
    public final ReceiveTotals totals() {
        return flux.totals();
    }

    /**
     * Returns the receive buffer that the kernel granted to the last subscription; {@code net.core.rmem_max} limits it
     * unless this process has {@code CAP_NET_ADMIN}.
     *
     * @return bytes; 0 before the first subscription
     */
    public final int grantedReceiveBufferBytes() {
        return flux.grantedReceiveBufferBytes();
    }

    @Override
    public final SourceStats stats() {
        return flux.totals().losses();
    }

    @Override
    public final String toString() {
        return flux.toString();
    }
}
