// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.op.DepartureStats;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * The destination of a stream.
 *
 * <p><b>Ownership:</b> from {@code onNext} on the sink owns each buffer, and releases it once it is written or refused.
 * <p><b>Threading:</b> every method from any thread.
 * <p><b>Closing:</b> the caller that opens a sink closes it, even if the result of {@link #send} is never subscribed to:
 * with {@code try}, or with {@link Mono#using}, which opens and closes it with the subscription. Closing ends a stream that
 * is being sent, and is no way to end one in order: let upstream complete for that, or cancel the sending.
 */
public interface Sink extends AutoCloseable {

    /** Within so long the outage of an interface or a route is noticed, on a machine that is busy. */
    Duration NOTICE = Duration.ofSeconds(1);

    /**
     * Sends a stream, once the result is subscribed to; one at a time.
     *
     * @param buffers what to write; each is handed over
     * @return completes when upstream has and everything is written or refused; fails with upstream's error, or when the
     *     sink cannot go on. Cancelling it cancels upstream
     */
    Mono<Void> send(Publisher<? extends ByteBuf> buffers);

    /**
     * Returns the counts of sent and refused data.
     *
     * @return totals over all streams, now
     */
    SendStats stats();

    /**
     * Returns what has become of every byte that came.
     *
     * @return the book of all streams, now; {@link SinkBook#NONE} if the sink keeps none, which a relay needs to balance
     */
    default SinkBook book() {
        return SinkBook.NONE;
    }

    /**
     * Returns what the sink keeps ready for a time that may not come, as the standby of a log does: nobody waits for that.
     *
     * @return bytes of transport stream; part of what {@link #book} has as queued
     */
    default long readyBytes() {
        return 0;
    }

    /**
     * Returns what the sink waits for before anything can leave.
     *
     * @return a phrase for a person, such as {@code interface eth7 is not there}; empty while nothing is wrong. Of a stream
     *     that has ended, what it waited for then, until the next one
     */
    default Optional<String> waitsFor() {
        return Optional.empty();
    }

    /**
     * Returns what may be refused because of an outage that {@link #waitsFor} does not tell yet: what was refused since the
     * last datagram that was taken, if that began within {@link #NOTICE}.
     *
     * @return bytes of transport stream; part of what {@link #stats} have as refused
     */
    default long justRefusedBytes() {
        return 0;
    }

    /**
     * Returns how bursts of datagrams have left: their lengths, and how late they were if the sink paces them.
     *
     * @return totals over all streams, now; empty for a sink without datagrams
     */
    default Optional<DepartureStats> departures() {
        return Optional.empty();
    }

    /**
     * Closes the socket or file. A stream that is being sent ends: its upstream is cancelled, also one that never pauses, its
     * buffers are sent or released, each on an account of the {@link #book}, and the result of {@link #send} fails with an
     * {@link java.io.IOException}; so does one that is sent afterwards. From any thread, also from within the stream, and
     * in bounded time. Closing twice does nothing.
     */
    @Override
    void close();
}
