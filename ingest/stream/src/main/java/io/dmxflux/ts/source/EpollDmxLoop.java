// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.dmx.flux.DmxEventLoop;
import io.dmxflux.ts.net.EpollLoops;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Waits for demuxes in the epoll loop of the sockets, so that a buffer goes from driver to socket on one thread. */
final class EpollDmxLoop implements DmxEventLoop {

    /** No interest: epoll drops an entry without any event, and a demux has no peer that could hang up. */
    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLRDHUP;

    private final IoEventLoop loop;

    /**
     * Takes one loop of a group.
     *
     * @param group epoll event loops
     */
    EpollDmxLoop(EventLoopGroup group) {
        loop = (IoEventLoop) group.next();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public boolean isShutDown() {
        return loop.isShuttingDown();
    }

    @Override
    public String toString() {
        return EpollLoops.describe(loop);
    }

    @Override
    public Watch watch(int descriptor, Runnable onReady, Runnable onLook) {
        IoRegistration registration = loop.register(new DemuxHandle(new FileDescriptor(descriptor), onReady, onLook))
                .syncUninterruptibly() // registered at once, as this is the loop's thread
                .getNow();
        registration.submit(EpollIoOps.EPOLLIN);
        Future<?> looks = loop.scheduleAtFixedRate(onLook, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        // a loop that is shut down without a quiet period may end and close no handle
        FutureListener<Object> atEnd = terminated -> onLook.run();
        loop.terminationFuture().addListener(atEnd);
        return new EpollWatch(loop, registration, looks, atEnd);
    }

    private record DemuxHandle(FileDescriptor fd, Runnable onReady, Runnable onLook) implements EpollIoHandle {

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            onReady.run();
        }

        /** The loop is shut down. The descriptor is the device's to close. */
        @Override
        public void close() {
            onLook.run();
        }
    }

    private static final class EpollWatch implements Watch {

        private final IoEventLoop loop;
        private final IoRegistration registration;
        private final Future<?> looks;
        private final FutureListener<Object> atEnd;
        private boolean wanted = true;

        EpollWatch(IoEventLoop loop, IoRegistration registration, Future<?> looks, FutureListener<Object> atEnd) {
            this.loop = loop;
            this.registration = registration;
            this.looks = looks;
            this.atEnd = atEnd;
        }

        @Override
        public void want(boolean readiness) {
            if (readiness != wanted) {
                wanted = readiness;
                registration.submit(readiness ? EpollIoOps.EPOLLIN : NOTHING);
            }
        }

        @Override
        public void close() {
            looks.cancel(false);
            loop.terminationFuture().removeListener(atEnd);
            try {
                registration.cancel();
            } catch (RejectedExecutionException e) {
                return; // it is gone with the loop
            }
        }
    }
}
