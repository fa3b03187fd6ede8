// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.check.Listeners;
import io.dmxflux.dmx.sys.Errno;
import io.netty.channel.ChannelException;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Keeps a socket where it belongs while the network changes: attaches it to the interface that is there now, again when that
 * one is another, and tells once when it has to wait and once when that is over.
 *
 * <p><b>Internal.</b> Public for sources, sinks and the relay.
 * <p><b>Threading:</b> {@link Socket} is called on the socket's event loop, {@link Listener} on it or on the thread that
 * calls {@link #start}; the kernel is asked on the {@link NetworkWatch}'s thread, as its answers can take long while links
 * are being changed.
 */
public final class NetworkFollower implements AutoCloseable {

    /** The socket that is kept in its place. */
    public interface Socket {

        /**
         * Finds where it belongs.
         *
         * @return the place; asked on any thread
         */
        Attachment find();

        /**
         * Attaches it.
         *
         * @param place where; its index can be 0
         * @param wasRemoved whether the interface that it was attached to may have been removed meanwhile, even if this
         *     is the same
         * @throws ChannelException if the kernel refuses: it has to wait then, and is attached again within a second
         */
        void attach(Attachment place, boolean wasRemoved);
    }

    /** Is told when a socket has to wait for the network. */
    public interface Listener {

        /** Ignores all that is told. */
        Listener NONE = new Listener() {
            @Override
            public void waiting(String problem) {}

            @Override
            public void back(Duration waited) {}

            @Override
            public void onlyLoopback() {}
        };

        /**
         * The network does not have what the socket needs.
         *
         * @param problem what is missing, such as {@code interface eth7 is not there}
         */
        void waiting(String problem);

        /**
         * The network has it again.
         *
         * @param waited since {@link #waiting}
         */
        void back(Duration waited);

        /** The socket uses the loopback interface, since the machine has no other. */
        void onlyLoopback();
    }

    private final Socket socket;
    private final NetworkWatch watch;
    private final EventExecutor loop;
    private final Listener listener;
    private final NetworkWatch.Listener look = new Look();

    /** What was last handed to the socket; guarded by this. */
    private Attachment place = Attachment.BY_ROUTE;

    private volatile @Nullable String problem;
    private long waitingSince;

    /** A machine that has had another interface has lost it, and not become one without a network. */
    private boolean mayUseLoopback = true;

    private boolean toldLoopback;
    private volatile boolean closed;

    /**
     * Creates a follower, which does nothing before {@link #start}.
     *
     * @param socket kept in its place
     * @param loop of the socket
     * @param watch tells of changes
     * @param listener told when the socket has to wait
     */
    public NetworkFollower(Socket socket, EventExecutor loop, NetworkWatch watch, Listener listener) {
        this.socket = socket;
        this.loop = loop;
        this.watch = watch;
        this.listener = listener;
    }

    /** Attaches the socket for the first time, in this thread, which may be any, and follows the network from now on. */
    public void start() {
        watch.add(look);
        synchronized (this) {
            place = find();
            attach(place, false);
        }
    }

    /**
     * Returns what the socket waits for.
     *
     * @return the problem; empty while nothing is wrong
     */
    public Optional<String> waitsFor() {
        return Optional.ofNullable(problem);
    }

    /** Leaves the socket where it is. */
    @Override
    public void close() {
        closed = true;
        watch.remove(look);
    }

    private final class Look implements NetworkWatch.Listener {

        @Override
        public void look(NetworkWatch.Change change) {
            synchronized (NetworkFollower.this) {
                Attachment now = find();
                boolean removed = place.index() > 0 && !change.hasKept(place.index());
                if (!now.equals(place) || removed || isWaiting()) {
                    place = now;
                    onLoop(() -> attach(now, removed));
                }
            }
        }

        @Override
        public boolean isWaiting() {
            return problem != null;
        }
    }

    private Attachment find() {
        Attachment found = socket.find();
        mayUseLoopback &= found.isOnlyLoopback();
        return mayUseLoopback ? found : found.withoutLoopback();
    }

    private void onLoop(Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException e) {
            close(); // the loop has ended, and the socket with it
        }
    }

    private void attach(Attachment now, boolean removed) {
        if (closed) {
            return;
        }
        String wrong = now.problem();
        try {
            socket.attach(now, removed);
        } catch (ChannelException e) {
            wrong = wrong == null ? describe(e) : wrong;
        }
        tell(wrong);
        if (now.isOnlyLoopback() && !toldLoopback) {
            toldLoopback = true;
            tellListener(Listener::onlyLoopback);
        }
    }

    private static String describe(ChannelException failure) {
        Errno errno = SocketErrors.errno(failure);
        return errno == null
                ? String.valueOf(failure.getMessage())
                : errno + ", " + errno.meaning() + ": " + SocketErrors.CURE.of(errno);
    }

    private void tell(@Nullable String now) {
        boolean waited = problem != null;
        problem = now;
        if (now != null && !waited) {
            waitingSince = System.nanoTime();
            tellListener(told -> told.waiting(now));
        } else if (now == null && waited) {
            Duration waitedFor = Duration.ofNanos(System.nanoTime() - waitingSince);
            tellListener(told -> told.back(waitedFor));
        }
    }

    private void tellListener(Consumer<Listener> event) {
        Listeners.tell(event, listener, (told, thrown) -> Operators.onErrorDropped(thrown, Context.empty()));
    }
}
