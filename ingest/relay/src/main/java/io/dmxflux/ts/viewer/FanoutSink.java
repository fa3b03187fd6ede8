// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DatagramBursts;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.sink.SinkBook;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The end of a service's output of which viewers have the beginning: it takes whatever comes, at once.
 *
 * <p><b>Demand:</b> unbounded: what a viewer is too slow for is lost behind it.
 */
final class FanoutSink implements Sink {

    private static final int DATAGRAM_BYTES = DatagramBursts.PACKETS_PER_DATAGRAM * TsPacket.LENGTH;

    private final Fanout fanout;
    private final BookAccount sent = new BookAccount();
    private final Sinks.Empty<Void> closed = Sinks.empty();

    FanoutSink(Fanout fanout) {
        this.fanout = fanout;
    }

    @Override
    public Mono<Void> send(Publisher<? extends ByteBuf> buffers) {
        return Flux.from(buffers).doOnNext(this::take).then().takeUntilOther(closed.asMono());
    }

    private void take(ByteBuf batch) {
        try {
            sent.add(batch.readableBytes());
            fanout.add(batch);
        } finally {
            batch.release();
        }
    }

    @Override
    public SendStats stats() {
        long bytes = sent.bytes();
        return new SendStats((bytes + DATAGRAM_BYTES - 1) / DATAGRAM_BYTES, bytes, Map.of());
    }

    @Override
    public SinkBook book() {
        return new SinkBook(sent.entry(), BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, 0);
    }

    @Override
    public void close() {
        closed.tryEmitError(new IOException("closed"));
    }
}
