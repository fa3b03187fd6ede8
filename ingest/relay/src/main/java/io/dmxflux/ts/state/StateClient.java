// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;

/**
 * One who follows the state.
 *
 * <p><b>Holds:</b> {@value #MOST_WAITING} frames, and what its connection holds until that is not writable: what comes then is
 * left out, and it gets the whole state when it reads again.
 * <p><b>Threading:</b> frames are read on any thread; all else on the recorder's.
 */
final class StateClient {

    private static final int MOST_WAITING = 16;

    private final Sinks.Many<byte[]> frames =
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(MOST_WAITING));
    private final Runnable leave;
    private final AtomicBoolean gone = new AtomicBoolean();
    private volatile @Nullable Channel channel;

    /** Of the log; a line behind it has not been sent yet. */
    private long lastLine;

    private boolean hasState;

    /**
     * A client that has nothing.
     *
     * @param lastLine number of the last line of the log that it has
     * @param leave called when it has gone
     */
    StateClient(long lastLine, Runnable leave) {
        this.lastLine = lastLine;
        this.leave = leave;
    }

    /** Says which connection is written to. */
    void writesTo(Connection connection) {
        channel = connection.channel();
        connection.onDispose(this::leave);
    }

    private void leave() {
        if (gone.compareAndSet(false, true)) {
            leave.run();
        }
    }

    /** Returns what is to be written, each at once. */
    Flux<ByteBuf> frames() {
        return frames.asFlux().doFinally(signal -> leave()).map(Unpooled::wrappedBuffer);
    }

    /** Tells whether it has the state, and may be sent what has changed. */
    boolean hasState() {
        return hasState;
    }

    long lastLine() {
        return lastLine;
    }

    /** Sends the whole state, if it reads. */
    void state(byte[] frame) {
        hasState = offer(frame);
    }

    /** Sends what has changed in the state; one that does not read has no state any more. */
    void patch(byte[] frame) {
        hasState = offer(frame);
    }

    /** Sends what is sent again soon if it does not read. */
    void passing(byte[] frame) {
        offer(frame);
    }

    /** Sends lines of the log, if it reads. */
    void lines(byte[] frame, long last) {
        if (offer(frame)) {
            lastLine = last;
        }
    }

    private boolean offer(byte[] frame) {
        Channel to = channel;
        return (to == null || to.isWritable()) && frames.tryEmitNext(frame).isSuccess();
    }

    /** Ends its connection in order. */
    void end() {
        frames.tryEmitComplete();
    }
}
