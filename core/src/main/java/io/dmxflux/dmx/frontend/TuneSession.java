// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.FrontendState.Phase;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/**
 * One subscription to a frontend: tunes it, reads status and figures, and tunes again when there is no lock for too long.
 *
 * <pre>
 *   begin --&gt; steps for the dish, with waits --&gt; CLEAR --&gt; settings and TUNE --&gt; look, look, look ...
 *     ^___________________________________________________ no lock in time ________|
 * </pre>
 *
 * <p>Each time in vain it has twice the patience, up to four times that at first.
 *
 * <p>Every change is both an event of the driver and in its status: the events tell of a loss that was over before the next
 * look, and the status is right where events were lost.
 *
 * <p><b>Threading:</b> tasks of one worker, one after the other, which end when the subscriber has gone.
 */
final class TuneSession {

    /** More events than a driver keeps; a driver that always has one more must not stop the looks. */
    private static final int MOST_EVENTS = 64;

    /** Four times the first patience is the longest. */
    private static final int MOST_DOUBLINGS = 2;

    private final Supplier<FrontendDevice> opener;
    private final SecRun dish;
    private final @Nullable Tuning tuning;
    private final TuneOptions options;
    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    private final FluxSink<FrontendState> sink;
    private final Consumer<TuneSession> over;
    private final SignalReader reader = new SignalReader();

    private Phase phase = Phase.TUNING;
    private int status;
    private SignalFigures figures = SignalFigures.NONE;
    private int tunings;

    /** How often it was tuned in vain since there was a lock: a slow demodulator, begun again each time, would never find one. */
    private int inVain;

    private boolean wasLocked;
    private boolean wasReset;
    private Instant since = Instant.EPOCH;

    // of a clock that is never stepped
    private long sinceNanos;
    private long withoutLockNanos;
    private long figuresNanos;
    private long figuresWaitNanos;

    /**
     * Creates a session.
     *
     * @param opener gives the device, on the worker's thread
     * @param dish what was said to the dish before
     * @param tuning where to; {@code null} only watches
     * @param options how it is watched
     * @param scheduler runs the tasks, one at a time
     * @param sink takes the states
     * @param over told before the subscriber is that it has ended: who tunes again in that moment finds the frontend free
     */
    TuneSession(
            Supplier<FrontendDevice> opener,
            SecRun dish,
            @Nullable Tuning tuning,
            TuneOptions options,
            Scheduler scheduler,
            FluxSink<FrontendState> sink,
            Consumer<TuneSession> over) {
        this.opener = opener;
        this.dish = dish;
        this.tuning = tuning;
        this.options = options;
        this.scheduler = scheduler;
        this.worker = scheduler.createWorker();
        this.sink = sink;
        this.over = over;
    }

    /** Starts it. */
    void start() {
        after(Duration.ZERO, tuning == null ? this::watch : () -> checkAndTune(tuning));
    }

    /** Ends it: a task under way ends its call, no other begins, and what was being said to a dish is ended. */
    void stop() {
        worker.dispose();
        try {
            scheduler.schedule(this::endSpeaking);
        } catch (RejectedExecutionException e) {
            CableTurn.OF_PROCESS.giveBack(this); // the device is closed, and the dish has no power
        }
    }

    /** On the frontend's thread, before the one that tunes next says something. */
    private void endSpeaking() {
        try {
            if (CableTurn.OF_PROCESS.isOf(this)) {
                dish.abandon(opener);
            }
        } catch (RuntimeException e) {
            dish.forget(); // who tunes next is told what is wrong with the driver
        } finally {
            CableTurn.OF_PROCESS.giveBack(this);
        }
    }

    /** Ends it because the frontend is closed. */
    void complete() {
        over.accept(this);
        sink.complete();
    }

    private void after(Duration delay, Runnable task) {
        worker.schedule(() -> guarded(task), Check.nanos(delay, "delay"), TimeUnit.NANOSECONDS);
    }

    private void guarded(Runnable task) {
        if (sink.isCancelled()) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error e) { // of a driver's library as well: no look comes after it
            dish.forget();
            CableTurn.OF_PROCESS.giveBack(this);
            if (!sink.isCancelled()) { // a worker that is disposed meanwhile takes no task
                over.accept(this);
                sink.error(e);
            }
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(scheduler.now(TimeUnit.MILLISECONDS));
    }

    /** What lasts is measured by this: the other is the wall clock. */
    private long nanos() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    private void watch() {
        enter(Phase.TUNING);
        look();
    }

    private void checkAndTune(Tuning wanted) {
        wanted.check(opener.get().info());
        tune(wanted, Phase.TUNING);
    }

    private void tune(Tuning wanted, Phase first) {
        FrontendDevice device = opener.get();
        dish.begin(wanted);
        switchDish(device, wanted, first);
    }

    private void switchDish(FrontendDevice device, Tuning wanted, Phase first) {
        if (dish.needsTurn() && !CableTurn.OF_PROCESS.take(this, System.nanoTime())) {
            after(CableTurn.RETRY, () -> switchDish(device, wanted, first));
            return;
        }
        long waitNanos = dish.proceed(device);
        if (waitNanos >= 0) {
            after(Duration.ofNanos(waitNanos), () -> switchDish(device, wanted, first));
            return;
        }
        CableTurn.OF_PROCESS.giveBack(this);
        device.set(List.of(new DtvSetting(DtvProperty.CLEAR, 0)));
        device.set(wanted.request());
        tunings++;
        status = 0;
        reader.reset();
        withoutLockNanos = nanos();
        enter(first);
        after(options.statusEvery(), this::look);
    }

    private void look() {
        FrontendDevice device = opener.get();
        if (tuning != null) {
            takeEvents(device);
        }
        follow(device.status());
        boolean isNew = has(FrontendStatus.REINIT) && !wasReset; // a driver may go on telling the same
        wasReset = has(FrontendStatus.REINIT);
        readFigures(device);
        boolean isOverdue = isOverdue();
        if (tuning != null && (isNew || isOverdue)) {
            inVain += isOverdue ? 1 : 0;
            dish.forget();
            tune(tuning, wasLocked ? Phase.REACQUIRING : Phase.TUNING);
        } else {
            after(options.statusEvery(), this::look);
        }
    }

    private void takeEvents(FrontendDevice device) {
        for (int count = 0; count < MOST_EVENTS; count++) {
            try {
                OptionalInt event = device.event();
                if (event.isEmpty()) {
                    return;
                }
                follow(event.getAsInt());
            } catch (ErrnoException e) {
                if (!e.is(Errno.EOVERFLOW)) {
                    throw e;
                } // some are lost; the rest can be read
            }
        }
    }

    private void follow(int bits) {
        status = bits;
        Phase next = next();
        if (next != phase) {
            if (phase == Phase.LOCK) {
                withoutLockNanos = nanos();
            }
            enter(next);
        }
    }

    private Phase next() {
        if (has(FrontendStatus.LOCK)) {
            return Phase.LOCK;
        }
        if (wasLocked) {
            return phase == Phase.REACQUIRING ? phase : Phase.LOST;
        }
        if (has(FrontendStatus.CARRIER) || has(FrontendStatus.VITERBI) || has(FrontendStatus.SYNC)) {
            return Phase.CARRIER;
        }
        return has(FrontendStatus.SIGNAL) ? Phase.SIGNAL : Phase.TUNING;
    }

    private boolean has(FrontendStatus wanted) {
        return (status & wanted.bit()) != 0;
    }

    /** Begins a phase. Its figures are read at the next look: those before are of another signal. */
    private void enter(Phase next) {
        phase = next;
        if (next == Phase.LOCK) {
            wasLocked = true;
            inVain = 0;
            dish.hasWorked();
        }
        since = now();
        sinceNanos = nanos();
        figures = SignalFigures.NONE;
        figuresWaitNanos = 0;
        emit();
    }

    private void readFigures(FrontendDevice device) {
        long now = nanos();
        if (now != sinceNanos && now - figuresNanos >= figuresWaitNanos) {
            figuresNanos = now;
            figuresWaitNanos = Check.nanos(options.figuresEvery(), "figuresEvery");
            figures = reader.read(device);
            emit();
        }
    }

    private boolean isOverdue() {
        int doublings = Math.min(inVain, MOST_DOUBLINGS);
        long first = Math.min(Check.nanos(options.retuneAfter(), "retuneAfter"), Long.MAX_VALUE >> doublings);
        return phase != Phase.LOCK && nanos() - withoutLockNanos >= first << doublings;
    }

    private void emit() {
        Set<FrontendStatus> found = FrontendStatus.of(status);
        sink.next(new FrontendState(phase, found, figures, now(), since, tunings));
    }
}
