// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.TimerFd;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A timer on an epoll event loop. Setting it creates no object; a task scheduled on the loop creates three.
 *
 * <p><b>Internal.</b> Public for sources and sinks.
 *
 * <p><b>Units:</b> nanoseconds of {@link System#nanoTime}, without slack or rounding.
 * <p><b>Threading:</b> the loop's; the action runs on it.
 * <p><b>Ownership:</b> the caller closes it; a loop that shuts down closes it as well.
 */
public final class LoopTimer implements AutoCloseable {

    /** Edge-triggered: a timer that is set again need not be read. */
    private static final EpollIoOps WHEN_DUE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);

    private final TimerFd timer;
    private final IoRegistration registration;

    private boolean closed;

    /**
     * Creates a timer that is not set.
     *
     * @param loop an epoll event loop, on whose thread this is called
     * @param action run each time it expires; an exception goes to Reactor's hook for dropped errors, because the loop would
     *     not handle its other events
     * @throws io.dmxflux.dmx.sys.ErrnoException if no descriptor is left
     */
    public LoopTimer(EventLoop loop, Runnable action) {
        timer = new TimerFd();
        try {
            registration = ((IoEventLoop) loop)
                    .register(new TimerHandle(new FileDescriptor(timer.number()), action))
                    .syncUninterruptibly() // registered at once, as this is the loop's thread
                    .getNow();
            registration.submit(WHEN_DUE);
        } catch (Throwable e) {
            timer.close();
            throw e;
        }
    }

    /**
     * Sets it to expire once, replacing the time set before.
     *
     * @param nanoTime when; at once if that is past
     */
    public void setFor(long nanoTime) {
        if (!closed) {
            timer.goOffAt(nanoTime);
        }
    }

    /** Unsets it. */
    public void stop() {
        if (!closed) {
            timer.stop();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                registration.cancel();
            } catch (RejectedExecutionException e) {
                timer.close(); // the loop has ended, and takes no more tasks
            }
        }
    }

    private final class TimerHandle implements EpollIoHandle {

        private final FileDescriptor fd;
        private final Runnable action;

        TimerHandle(FileDescriptor fd, Runnable action) {
            this.fd = fd;
            this.action = action;
        }

        @Override
        public FileDescriptor fd() {
            return fd;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            try {
                action.run();
            } catch (Throwable e) { // otherwise the loop would pause, and lose events of others
                Operators.onErrorDropped(e, Context.empty());
            }
        }

        /** After the registration has been cancelled. */
        @Override
        public void unregistered() {
            close();
        }

        /** When the loop shuts down. */
        @Override
        public void close() {
            closed = true;
            timer.close();
        }
    }
}
