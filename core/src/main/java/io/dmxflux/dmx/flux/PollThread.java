// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.device.WakeUp;
import io.dmxflux.dmx.sys.Poll;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.NonBlocking;

/** An event loop for one descriptor: a daemon thread in poll(2), which ends with its watch or when it is stopped. */
final class PollThread implements DmxEventLoop, Runnable {

    private static final int NOTHING = -1;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final WakeUp wakeUp = new WakeUp();
    private final Poll poll = new Poll();
    private volatile boolean stopped;
    private int descriptor = NOTHING;
    private boolean wanted;
    private long lookedNanos = System.nanoTime();
    private Runnable onReady = () -> {};
    private Runnable onLook = () -> {};

    private PollThread() {}

    static PollThread start(String name) {
        PollThread loop = new PollThread();
        boolean started = false;
        try {
            new NonBlockingThread(loop, name).start();
            started = true;
            return loop;
        } finally {
            if (!started) {
                loop.wakeUp.close();
            }
        }
    }

    /** A thread in which Reactor's {@code block()} throws: while a subscriber blocks, nothing is received. */
    private static final class NonBlockingThread extends Thread implements NonBlocking {

        NonBlockingThread(Runnable loop, String name) {
            super(loop, name);
            setDaemon(true);
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        wakeUp.wakeUp();
    }

    @Override
    public Watch watch(int watched, Runnable ready, Runnable look) {
        descriptor = watched;
        onReady = ready;
        onLook = look;
        wanted = true;
        return new OnlyWatch();
    }

    /** Ends the thread once the tasks given so far have run. */
    void stop() {
        stopped = true;
        wakeUp.wakeUp();
    }

    @Override
    public void run() {
        try {
            while (!stopped || !tasks.isEmpty()) {
                runTasks();
                if (!stopped) {
                    waitOnce();
                }
            }
        } finally {
            wakeUp.close();
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void waitOnce() {
        poll.await(wanted ? descriptor : NOTHING, wakeUp.descriptor(), LOOK_NANOS);
        if (poll.secondReadable()) {
            wakeUp.reset();
        }
        if (poll.firstReadable() || poll.firstFailed()) {
            onReady.run();
        }
        if (!stopped && System.nanoTime() - lookedNanos >= LOOK_NANOS) {
            lookedNanos = System.nanoTime();
            onLook.run();
        }
    }

    private final class OnlyWatch implements Watch {

        @Override
        public void want(boolean readiness) {
            wanted = readiness;
        }

        @Override
        public void close() {
            descriptor = NOTHING;
            wanted = false;
        }
    }
}
