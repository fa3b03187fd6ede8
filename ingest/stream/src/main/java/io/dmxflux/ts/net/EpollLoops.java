// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.NonBlocking;

/**
 * The event loops of sockets.
 *
 * <p><b>Threading:</b> each socket stays on one loop, which is one thread; tasks on a loop must not block.
 * <p><b>Ownership:</b> the caller that creates a group shuts it down; the shared one lives as long as the process, on daemon
 * threads.
 */
public final class EpollLoops {

    private EpollLoops() {}

    /**
     * Returns the default loop of all sockets: one thread.
     *
     * @return the shared group, which must not be shut down
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static EventLoopGroup shared() {
        requireTransport();
        return SharedGroup.GROUP;
    }

    /**
     * Creates a group of loops.
     *
     * @param threads how many, 1 or more
     * @param name start of the threads' names
     * @return a group that the caller must shut down
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static EventLoopGroup create(int threads, String name) {
        requireTransport();
        return open(threads, name);
    }

    /**
     * Names a group, for errors.
     *
     * @param loops a group, or one of its loops
     * @return a phrase for a person, with the name that {@link #create} was given, or the group's own text
     */
    public static String describe(EventExecutorGroup loops) {
        EventExecutorGroup parent = loops instanceof EventExecutor loop ? loop.parent() : null;
        return "event loop group " + (parent == null ? loops : parent);
    }

    /**
     * Runs something when the loop of a socket has ended without closing it, and closes it then: a loop that is shut down
     * without a quiet period may do so (Netty 4.2.18), and tell no handler.
     *
     * @param socket a registered one
     * @param end run once the loop has ended, on a thread of Netty's; not run if the socket was closed before
     */
    public static void onEnd(EpollDatagramChannel socket, Runnable end) {
        Future<?> ended = socket.eventLoop().terminationFuture();
        FutureListener<Object> listener = terminated -> {
            if (socket.isOpen()) {
                end.run();
                socket.fd().close(); // the channel's own close() needs the loop
            }
        };
        ended.addListener(listener);
        socket.closeFuture().addListener(closed -> ended.removeListener(listener));
    }

    /** Says, for errors, that a group is shut down. */
    static IllegalStateException shutDown(EventExecutorGroup loops) {
        return new IllegalStateException(
                describe(loops) + " is shut down (expected: one that runs for as long as its sockets)");
    }

    private static void requireTransport() {
        Throwable cause = Epoll.unavailabilityCause();
        if (cause != null) {
            throw new IllegalStateException(
                    "epoll transport: not available: " + cause.getMessage()
                            + " (expected: Linux on x86-64 or aarch64 with glibc, and " + whereNativesBelong() + ")",
                    cause);
        }
    }

    /** The module of the natives is named after the machine, so no module descriptor can require it. */
    private static String whereNativesBelong() {
        String machine = "aarch64".equals(System.getProperty("os.arch")) ? "aarch_64" : "x86_64";
        return EpollLoops.class.getModule().isNamed()
                ? "java --add-modules io.netty.transport.epoll.linux." + machine
                : "netty-transport-native-epoll with classifier linux-" + machine + " on the class path";
    }

    private static EventLoopGroup open(int threads, String name) {
        return new NamedGroup(threads, name);
    }

    /** Tells its name in errors. */
    private static final class NamedGroup extends MultiThreadIoEventLoopGroup {

        private final String name;

        NamedGroup(int threads, String name) {
            super(threads, new LoopThreads(name), EpollIoHandler.newFactory());
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Threads with a short scheduler slice, because they sleep most of the time and have deadlines when they wake up. */
    private static final class LoopThreads extends DefaultThreadFactory {

        LoopThreads(String name) {
            super(name, true);
        }

        @Override
        protected Thread newThread(Runnable loop, String name) {
            return new LoopThread(threadGroup, loop, name);
        }
    }

    /** Runs every signal of the streams that it moves: Reactor refuses {@code block()} on it. */
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {

        LoopThread(@Nullable ThreadGroup group, Runnable loop, String name) {
            super(group, loop, name);
        }

        @Override
        public void run() {
            SchedulerSlice.shorten(SchedulerSlice.CALLER);
            super.run();
        }
    }

    /** Created on first use. */
    private static final class SharedGroup {
        static final EventLoopGroup GROUP = open(1, "dmxflux-udp");
    }
}
