// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Check;
import io.dmxflux.ts.net.HostLookup;
import io.dmxflux.ts.net.NetworkFollower;
import io.dmxflux.ts.op.LateBuffers;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A sink to a host that is known by its name. The name need not resolve yet; it is looked up again while the sink is open, and
 * the stream goes to the new place when the host has moved. Also one to what is in one place, and may be away when it is opened.
 * <pre>
 *   upstream --&gt; HostSink --&gt; the sink of the place where the host is now
 *                   |
 *                   +--while there is none: refused, and counted as NO_ADDRESS
 * </pre>
 *
 * <p><b>Lookups:</b> while the host has no place after 0.25 s, then after twice as long each time up to 10 s; once it has one
 * each {@link HostLookup#PERIOD}. It stays where it is as long as that is among the places of its name, and also if the name
 * does not resolve any more.
 * <p><b>Shape, ownership, demand:</b> those of the sink that is opened; without one each buffer is replaced by another.
 * <p><b>Threading:</b> every method from any thread but an event loop's.
 * <p><b>Errors:</b> what the sink that is opened fails with while it is the one in use. One that cannot be opened is tried again.
 *
 * @param <P> a place
 */
public final class HostSink<P> implements Sink {

    /** The reason of what is refused while the host has no place, in {@link SendStats#failures}. */
    public static final String NO_ADDRESS = "no address";

    /** The reason of what the sink of the old place had when the host moved. */
    public static final String MOVED = "host has moved";

    private static final Duration FIRST_DELAY = Duration.ofMillis(250);

    /**
     * A host, found by its name.
     *
     * @param <P> a place
     */
    public interface Host<P> {

        /**
         * Finds where it is.
         *
         * @param before where it was; {@code null} at first
         * @return where it is now; equal to {@code before} if it can stay there
         * @throws UnknownHostException with a phrase for a person, if it is nowhere
         */
        P find(@Nullable P before) throws UnknownHostException;

        /**
         * Opens the sink of a place.
         *
         * @param place where to
         * @param listener told when that waits for the network
         * @return an open sink, to be closed
         * @throws IOException in one line, if it cannot be
         */
        Sink open(P place, NetworkFollower.Listener listener) throws IOException;

        /** {@return the reason of what is refused while it is nowhere, in {@link SendStats#failures}: a word or two} */
        default String absence() {
            return NO_ADDRESS;
        }
    }

    /** Whether the host has been looked up at all. */
    private enum FirstLook {
        DUE,
        RUNS,
        OVER
    }

    private final Host<P> host;
    private final Scheduler scheduler;
    private final HostWait wait;

    /** Of {@link #look}, which runs once at a time. */
    private @Nullable P place;

    private Duration delay = FIRST_DELAY;

    private final PlaceBooks books = new PlaceBooks();

    // guarded by this; the event loop never waits for it
    /** The one that is being closed, as the host has moved. */
    private @Nullable Sink leaving;

    private Disposable next = Disposables.disposed();
    private @Nullable Sink current;

    /** The last one that was not refused. */
    private @Nullable HostStream admitted;

    /** The same, once it has its upstream. */
    private @Nullable HostStream stream;

    private FirstLook firstLook = FirstLook.OVER;
    private boolean closed;

    private HostSink(Host<P> host, NetworkFollower.Listener listener, Scheduler scheduler) {
        this.host = host;
        this.wait = new HostWait(listener);
        this.scheduler = scheduler;
    }

    /**
     * Opens a sink, and looks the host up for the first time.
     *
     * @param host where to
     * @param listener told when the sink has to wait for the host, or for the network; must not block
     * @param <P> a place
     * @return an open sink, to be closed
     */
    public static <P> Sink open(Host<P> host, NetworkFollower.Listener listener) {
        return open(host, listener, Schedulers.boundedElastic());
    }

    static <P> HostSink<P> open(Host<P> host, NetworkFollower.Listener listener, Scheduler scheduler) {
        HostSink<P> sink = new HostSink<>(Check.given(host, "host"), Check.given(listener, "listener"), scheduler);
        sink.look();
        return sink;
    }

    /**
     * Opens a sink that looks its host up for the first time when a stream is sent: for a place that one sink may have at a time,
     * and that another has until then. Until that is over nothing is requested.
     *
     * @param host where to
     * @param listener told when the sink has to wait for the host; must not block
     * @param <P> a place
     * @return an open sink, to be closed
     */
    public static <P> Sink openWhenSending(Host<P> host, NetworkFollower.Listener listener) {
        HostSink<P> sink = new HostSink<>(
                Check.given(host, "host"), Check.given(listener, "listener"), Schedulers.boundedElastic());
        sink.firstLook = FirstLook.DUE;
        return sink;
    }

    /** A stream that finds nothing to enter begins to be refused. */
    private void lookFirst() {
        look();
        HostStream waiting;
        synchronized (this) {
            waiting = firstLook == FirstLook.OVER ? null : stream;
            firstLook = FirstLook.OVER;
            if (waiting != null) {
                waiting.owe(1);
            }
        }
        if (waiting != null) {
            waiting.request(1);
        }
    }

    private void look() {
        boolean isOpen = current() != null;
        try {
            P now = host.find(place);
            if (!isOpen || !now.equals(place)) {
                move(now);
            }
        } catch (UnknownHostException e) {
            if (!isOpen) {
                wait.begin(String.valueOf(e.getMessage()));
            }
        } catch (IOException | RuntimeException e) {
            wait.begin(String.valueOf(e.getMessage()));
        }
        lookAgain();
    }

    private synchronized void lookAgain() {
        Duration due = current == null ? delay : HostLookup.PERIOD;
        Duration twice = delay.multipliedBy(2);
        delay = current != null ? FIRST_DELAY : twice.compareTo(HostLookup.PERIOD) < 0 ? twice : HostLookup.PERIOD;
        if (!closed) {
            next = scheduler.schedule(this::look, due.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized @Nullable Sink current() {
        return current;
    }

    private void move(P now) throws IOException {
        leave();
        place = now;
        Sink opened = host.open(now, wait);
        enter(opened);
        if (opened.waitsFor().isEmpty()) {
            wait.end(); // from here on nothing is refused for want of an address
        }
    }

    private void leave() {
        Sink old;
        long handed;
        synchronized (this) {
            old = current;
            leaving = old;
            current = null;
            handed = stream == null || stream.isOver() ? 0 : stream.leave();
        }
        if (old == null) {
            return;
        }
        old.close();
        SendStats sent = old.stats();
        synchronized (this) {
            leaving = null;
            books.left(old, sent);
        }
        books.moved((int) Math.max(0, handed - sent.bytes() - sent.failedBytes()));
    }

    private void enter(Sink opened) {
        HostStream.Turn turn = null;
        boolean late;
        synchronized (this) {
            late = closed;
            firstLook = FirstLook.OVER;
            if (!late) {
                current = opened;
                turn = stream == null || stream.isOver() ? null : stream.enter(opened);
            }
        }
        if (late) {
            opened.close();
        } else if (turn != null) {
            turn.start();
        }
    }

    /** Refuses a stream with an error, before it has an upstream; {@code null} if it may begin. */
    private synchronized @Nullable Exception admit(HostStream next) {
        if (closed) {
            return new IOException(host + ": cannot send, the sink is closed (expected: an open one)");
        }
        if (admitted != null && !admitted.isOver()) {
            return new IllegalStateException(
                    host + ": is sending another stream (expected: one stream per sink at a time)");
        }
        admitted = next;
        return null;
    }

    private void begin(HostStream begun) {
        HostStream.Turn turn;
        synchronized (this) {
            if (begun.isOver()) {
                return;
            }
            stream = begun;
            if (firstLook != FirstLook.OVER) {
                lookSoon();
                return;
            }
            turn = current == null ? null : begun.enter(current);
            begun.owe(turn == null ? 1 : 0);
        }
        if (turn == null) {
            begun.request(1);
        } else {
            turn.start();
        }
    }

    private void lookSoon() {
        if (firstLook == FirstLook.DUE && !closed) {
            firstLook = FirstLook.RUNS;
            scheduler.schedule(this::lookFirst); // not ended by a close, which would interrupt what opens a file
        }
    }

    /**
     * Sends a stream, once the result is subscribed to; one stream at a time.
     *
     * @param buffers as the sink of the place wants them; each is handed over
     * @return completes when upstream has and everything is written or refused; fails with upstream's error, with that of the
     *     sink of the place, with {@link IOException} if this is closed; with {@link IllegalStateException}, and without a
     *     subscription to {@code buffers}, if another stream is being sent. Cancelling it cancels upstream and the sending
     *     of the sink of the place, and the next stream may come at once
     */
    @Override
    public Mono<Void> send(Publisher<? extends ByteBuf> buffers) {
        Flux<ByteBuf> released = Flux.<ByteBuf>from(Check.given(buffers, "buffers"))
                .doOnDiscard(ByteBuf.class, LateBuffers::releaseOnce);
        return Mono.create(done -> {
            HostStream next = new HostStream(
                    done, this::begin, bytes -> books.refused(host.absence(), bytes), scheduler::schedule);
            Exception refusal = admit(next);
            if (refusal == null) {
                done.onDispose(next::dispose);
                released.subscribe(next);
            } else {
                done.error(refusal);
            }
        });
    }

    @Override
    public synchronized SendStats stats() {
        return books.stats(open());
    }

    @Override
    public synchronized SinkBook book() {
        return books.book(open());
    }

    @Override
    public synchronized long readyBytes() {
        Sink open = open();
        return open == null ? 0 : open.readyBytes();
    }

    /** The one in use, or that is about to be the one before. */
    private @Nullable Sink open() {
        return current == null ? leaving : current;
    }

    /** Nothing while there is no place: that is waited for from the beginning. */
    @Override
    public synchronized long justRefusedBytes() {
        return current == null ? 0 : current.justRefusedBytes();
    }

    @Override
    public Optional<String> waitsFor() {
        String problem = wait.problem();
        Sink open = problem == null ? current() : null;
        return open == null ? Optional.ofNullable(problem) : open.waitsFor();
    }

    /** Closes the sink that is open. A stream that is being sent fails with an {@link IOException}. */
    @Override
    public void close() {
        Sink open;
        HostStream sending;
        synchronized (this) {
            closed = true;
            next.dispose();
            open = current;
            sending = admitted;
            if (sending != null) {
                sending.closing(new IOException(host + ": closed while sending"));
            }
        }
        if (open != null) {
            open.close(); // ends what it was given
        }
        if (sending != null) {
            sending.close();
        }
    }

    @Override
    public String toString() {
        return host.toString();
    }
}
