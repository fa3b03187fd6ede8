// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.net.HostLookup;
import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceBook;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.source.UdpSourceStats;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Receives where a name has led. The name is looked up each {@link HostLookup#PERIOD}; when it leads elsewhere the stream
 * fails with a {@link MovedException}. One that does not resolve any more changes nothing.
 */
final class NamedSource implements Source {

    private final StreamUri uri;
    private final StreamUri place;
    private final Source source;
    private final Consumer<IOException> fail;

    /**
     * Wraps a source.
     *
     * @param uri with names
     * @param place what they have resolved to
     * @param source opened there
     * @param fail ends the stream of that with an error
     */
    NamedSource(StreamUri uri, StreamUri place, Source source, Consumer<IOException> fail) {
        this.uri = uri;
        this.place = place;
        this.source = source;
        this.fail = fail;
    }

    /** A host that is received from, or the sender, has another address. */
    static final class MovedException extends IOException {

        private static final long serialVersionUID = 1;

        MovedException(String problem) {
            super(problem);
        }
    }

    @Override
    public Flux<ByteBuf> buffers() {
        long seconds = HostLookup.PERIOD.toSeconds();
        return Flux.defer(() -> {
            Disposable lookups =
                    Schedulers.boundedElastic().schedulePeriodically(this::look, seconds, seconds, TimeUnit.SECONDS);
            return source.buffers()
                    .doFinally(signal -> lookups.dispose())
                    .transform(new Stoppable()); // which cancels also where a subscriber throws
        });
    }

    private void look() {
        try {
            StreamUri now = uri.resolved(HostLookup.system(), place);
            if (!now.equals(place)) {
                fail.accept(new MovedException("host has moved from " + place.shown() + " to " + now.shown()));
            }
        } catch (UnknownHostException e) {
            return; // it may be there still
        }
    }

    @Override
    public SourceStats stats() {
        return source.stats();
    }

    @Override
    public SourceBook book() {
        return source.book();
    }

    @Override
    public boolean isReached() {
        return source.isReached();
    }

    @Override
    public Optional<String> waitsFor() {
        return source.waitsFor();
    }

    @Override
    public Optional<UdpSourceStats> received() {
        return source.received();
    }

    @Override
    public void close() {
        source.close();
    }

    @Override
    public CompletionStage<Void> whenClosed() {
        return source.whenClosed();
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
