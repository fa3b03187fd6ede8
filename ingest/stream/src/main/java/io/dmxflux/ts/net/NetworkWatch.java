// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.Poll;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Tells when the kernel's network has changed: links, addresses and routes come, go and change.
 *
 * <pre>
 *   kernel --rtnetlink--&gt; one thread --a burst of news is one change--&gt; listeners, who look whether it concerns them
 * </pre>
 *
 * <p>A burst ends with the first 20 ms without news, and after 200 ms at the latest. Listeners that wait for something are
 * asked to look every second as well. Where there is no netlink socket for this process, all are, and that is all they get:
 * a link that was removed and is there again under the same index is not noticed then.
 *
 * <p><b>Internal.</b> Public for sources, sinks and the relay.
 * <p><b>Threading:</b> every method from any thread; listeners run on the watch's own, one at a time.
 * <p><b>Source:</b> netlink(7), rtnetlink(7).
 */
public final class NetworkWatch implements AutoCloseable {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_BURST = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * What has happened to links; a listener asks the kernel for everything else.
     *
     * @param removed indexes of the links that were removed, some of which may be there again
     * @param isComplete whether these are all
     */
    public record Change(Set<Integer> removed, boolean isComplete) {

        static final Change NONE = new Change(Set.of(), true);

        /**
         * Tells whether a link was certainly there all the time.
         *
         * @param index its index
         * @return false also if some news was lost
         */
        public boolean hasKept(int index) {
            return isComplete && !removed.contains(index);
        }
    }

    /** Is asked to look after every change. */
    public interface Listener {

        /**
         * Looks whether a change concerns it. May ask the kernel, and must not wait for an event loop.
         *
         * @param change what happened to links
         */
        void look(Change change);

        /**
         * Tells whether to look every second, too.
         *
         * @return true while it waits for something
         */
        boolean isWaiting();
    }

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Poll poll = new Poll();
    private final @Nullable Rtnetlink news;
    private volatile boolean closed;

    private NetworkWatch(@Nullable Rtnetlink news) {
        this.news = news;
    }

    /**
     * Returns the watch of this process, which lives as long as it does.
     *
     * @return the same for all, not to be closed
     */
    public static NetworkWatch shared() {
        return Shared.WATCH;
    }

    /**
     * Begins to watch the network namespace of the calling thread.
     *
     * @return a watch, the caller's to close
     */
    public static NetworkWatch open() {
        return start(openNews());
    }

    /** Begins to watch without netlink, as where it is refused. */
    static NetworkWatch withoutNews() {
        return start(null);
    }

    private static NetworkWatch start(@Nullable Rtnetlink news) {
        NetworkWatch watch = new NetworkWatch(news);
        Thread thread = new Thread(watch::run, "dmxflux-network");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private static @Nullable Rtnetlink openNews() {
        try {
            return Rtnetlink.open(Rtnetlink.ALL_NEWS);
        } catch (ErrnoException e) {
            return null; // listeners look every second
        }
    }

    /**
     * Adds a listener.
     *
     * @param listener asked to look from now on
     */
    public void add(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Removes a listener, which may be looking for the last time.
     *
     * @param listener one that was added
     */
    public void remove(Listener listener) {
        listeners.remove(listener);
    }

    private void run() {
        try {
            while (!closed) {
                if (news == null) {
                    poll.await(-1, -1, SECOND);
                    tell(Change.NONE, false);
                } else if (poll.await(news.descriptor(), -1, SECOND)) {
                    tell(burst(news), false);
                } else {
                    tell(Change.NONE, true);
                }
            }
        } finally {
            if (news != null) {
                news.close();
            }
        }
    }

    /** Collects news until there is a pause. */
    private Change burst(Rtnetlink from) {
        Set<Integer> removed = new HashSet<>();
        boolean complete = true;
        long end = System.nanoTime() + LONGEST_BURST;
        do {
            int received;
            do {
                received = from.receive((type, body) -> {
                    if (Rtnetlink.isRemoval(type, body)) {
                        removed.add(Rtnetlink.index(body));
                    }
                });
                complete &= received != -Errno.ENOBUFS.number();
            } while (received > 0 || received == -Errno.ENOBUFS.number());
        } while (!closed && System.nanoTime() - end < 0 && poll.await(from.descriptor(), -1, QUIET));
        return new Change(removed, complete);
    }

    private void tell(Change change, boolean onlyWaiting) {
        for (Listener listener : listeners) {
            try {
                if (!onlyWaiting || listener.isWaiting()) {
                    listener.look(change);
                }
            } catch (Throwable thrown) {
                Exceptions.throwIfJvmFatal(thrown);
                Operators.onErrorDropped(thrown, Context.empty());
            }
        }
    }

    /** Ends the watch within a second. */
    @Override
    public void close() {
        closed = true;
    }

    /** Begun on first use. */
    private static final class Shared {
        static final NetworkWatch WATCH = open();
    }
}
