// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * One viewer: what its connection has not taken yet.
 *
 * <p><b>Demand:</b> of batches; none leaves while the connection is not writable, so that they wait here, where they are bounded,
 * and not in the connection.
 * <p><b>Holds:</b> {@link ViewerLimits#behindBytes} at most, none of them for longer than {@link ViewerLimits#behind}. What is
 * more is dropped, oldest first, and counted as policy. A first picture that is longer is sent whole to who reads it at once.
 * <p><b>Threading:</b> all of it on the connection's thread.
 */
final class Viewer extends Flux<ByteBuf> implements Reader, Subscription {

    private final Channel connection;
    private final ViewerLimits limits;
    private final ViewerAccounts accounts;
    private final Consumer<Viewer> leave;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long queuedBytes;
    private long droppedBytes;
    private long demand;
    private boolean ended;
    private boolean cancelled;
    private boolean isSending;
    private @Nullable CoreSubscriber<? super ByteBuf> actual;

    private record Waiting(ByteBuf batch, long sinceNanos) {}

    /**
     * A viewer that has not begun.
     *
     * @param connection where it is
     * @param limits how far it may be behind
     * @param accounts those of all viewers of its service
     * @param leave told once, when it goes
     */
    Viewer(Channel connection, ViewerLimits limits, ViewerAccounts accounts, Consumer<Viewer> leave) {
        this.connection = connection;
        this.limits = limits;
        this.accounts = accounts;
        this.leave = leave;
    }

    @Override
    public EventExecutor executor() {
        return connection.eventLoop();
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
        actual = subscriber;
        subscriber.onSubscribe(this);
        onThread(this::send);
    }

    @Override
    public void begin(List<ByteBuf> first) {
        first.forEach(this::add);
        send();
    }

    @Override
    public void take(ByteBuf batch) {
        if (!cancelled) {
            add(batch.retainedDuplicate());
            send();
            dropOld();
        }
    }

    private void add(ByteBuf batch) {
        int bytes = batch.readableBytes();
        if (cancelled) {
            batch.release();
            return;
        }
        accounts.came(bytes);
        queuedBytes += bytes;
        queue.add(new Waiting(batch, System.nanoTime()));
    }

    private void dropOld() {
        long oldest = System.nanoTime() - limits.behind().toNanos();
        for (Waiting first = queue.peek();
                first != null && (queuedBytes > limits.behindBytes() || first.sinceNanos < oldest);
                first = queue.peek()) {
            queue.remove();
            int bytes = first.batch.readableBytes();
            queuedBytes -= bytes;
            droppedBytes += bytes;
            accounts.dropped(bytes);
            first.batch.release();
        }
    }

    @Override
    public boolean hasLeft() {
        return cancelled;
    }

    @Override
    public void missed(long bytes) {
        if (!cancelled) {
            droppedBytes += bytes;
            accounts.came(bytes);
            accounts.dropped(bytes);
        }
    }

    @Override
    public void interrupted() {
        // its counters go on, and so does its clock
    }

    @Override
    public void end() {
        ended = true;
        send();
    }

    /** Sends what the connection takes. */
    void send() {
        CoreSubscriber<? super ByteBuf> subscriber = actual;
        if (subscriber == null || isSending) { // the connection may ask for more within
            return;
        }
        isSending = true;
        while (demand > 0 && !cancelled && connection.isWritable() && !queue.isEmpty()) {
            ByteBuf batch = queue.remove().batch;
            int bytes = batch.readableBytes();
            queuedBytes -= bytes;
            demand--;
            accounts.sent(bytes);
            subscriber.onNext(batch);
        }
        isSending = false;
        if (ended && !cancelled && queue.isEmpty()) {
            leave();
            subscriber.onComplete();
        }
    }

    private void leave() {
        cancelled = true;
        for (Waiting waiting : queue) {
            accounts.closed(waiting.batch.readableBytes());
            waiting.batch.release();
        }
        queue.clear();
        queuedBytes = 0;
        leave.accept(this);
    }

    /** Returns what it was too slow for. */
    long droppedBytes() {
        return droppedBytes;
    }

    @Override
    public void request(long n) {
        onThread(() -> {
            demand = Operators.addCap(demand, n);
            send();
        });
    }

    @Override
    public void cancel() {
        onThread(() -> {
            if (!cancelled) {
                leave();
            }
        });
    }

    private void onThread(Runnable task) {
        if (connection.eventLoop().inEventLoop()) {
            task.run();
        } else {
            connection.eventLoop().execute(task);
        }
    }
}
