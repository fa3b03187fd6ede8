// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.check.Check;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * A tuner and demodulator: tuned to a carrier and watched, as a Flux of its states.
 *
 * <pre>{@code
 * try (Frontend frontend = Frontend.open(new FrontendPath(0, 0))) {
 *     frontend.tune(TerrestrialTuning.of(DeliverySystem.DVB_T2, 538_000_000, 8_000_000))
 *             .takeUntil(FrontendState::isLocked)
 *             .blockLast(Duration.ofSeconds(4));
 * }
 * }</pre>
 *
 * <p><b>Ownership:</b> it owns its device, and keeps it open until {@link #close}: a tuner that nobody holds open sleeps, and
 * its LNB has no power. So one carrier after another can be tuned by cancelling one Flux and subscribing to the next.
 * <p><b>Threading:</b> methods from any thread. All calls on the device, which may block, are made on a thread of its own,
 * which also emits the states.
 */
public final class Frontend implements AutoCloseable {

    private static final long LONGEST_CLOSE_SECONDS = 10;

    private final String path;
    private final @Nullable FrontendInfo info;
    private final Supplier<FrontendDevice> opener;
    private final Scheduler scheduler;
    private final boolean ownsScheduler;
    private final SecRun dish = new SecRun();
    private final AtomicReference<@Nullable TuneSession> session = new AtomicReference<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Of the frontend's thread; opened by the first session if it is not open yet. */
    private @Nullable FrontendDevice device;

    /** Has a thread of its own where no scheduler is given. */
    private Frontend(FrontendDevice device, @Nullable Scheduler given) {
        path = device.path();
        info = device.info();
        opener = () -> device;
        this.device = device;
        scheduler = given == null ? ownThread(path) : given; // once there is nothing left that may fail
        ownsScheduler = given == null;
    }

    private Frontend(FrontendPath unopened) {
        path = unopened.toString();
        info = null;
        opener = () -> KernelFrontendDevice.open(path);
        scheduler = ownThread(path);
        ownsScheduler = true;
    }

    /**
     * Opens a frontend to tune it. It may take 5 seconds where several frontends share a tuner.
     *
     * @param path which
     * @return the frontend, the caller's to close
     * @throws io.dmxflux.dmx.sys.ErrnoException if it cannot be opened; EBUSY if another program tunes it
     */
    public static Frontend open(FrontendPath path) {
        return owning(KernelFrontendDevice.open(path.toString()));
    }

    /**
     * Opens a frontend to watch it, also while another program tunes it.
     *
     * @param path which
     * @return the frontend, the caller's to close; {@link #tune} ends with EPERM
     * @throws io.dmxflux.dmx.sys.ErrnoException if it cannot be opened
     */
    public static Frontend openToObserve(FrontendPath path) {
        return owning(KernelFrontendDevice.openToObserve(path.toString()));
    }

    /**
     * Drives a device that is open.
     *
     * @param device the device, from here on the frontend's
     * @return the frontend, the caller's to close
     */
    public static Frontend over(FrontendDevice device) {
        return new Frontend(Check.given(device, "device"), null);
    }

    /**
     * Drives a device that is open, at the times of a scheduler, which may be a virtual one.
     *
     * @param device the device, from here on the frontend's
     * @param scheduler runs all calls, one at a time; closed by its owner
     * @return the frontend, the caller's to close
     */
    public static Frontend over(FrontendDevice device, Scheduler scheduler) {
        return new Frontend(Check.given(device, "device"), Check.given(scheduler, "scheduler"));
    }

    /**
     * Opens a frontend when subscribed to, tunes it, and gives it back when the subscription ends or is cancelled.
     *
     * @param path which
     * @param tuning where to
     * @param options how it is watched
     * @return states, as {@link #tune(Tuning, TuneOptions)} has them; it ends with an error only
     */
    public static Flux<FrontendState> tune(FrontendPath path, Tuning tuning, TuneOptions options) {
        return Flux.using(() -> new Frontend(path), frontend -> frontend.tune(tuning, options), Frontend::beginClose);
    }

    /**
     * Tunes, with the usual options.
     *
     * @param tuning where to
     * @return as {@link #tune(Tuning, TuneOptions)} has it
     */
    public Flux<FrontendState> tune(Tuning tuning) {
        return tune(tuning, TuneOptions.DEFAULT);
    }

    /**
     * Tunes when subscribed to, and watches the frontend until it is cancelled: a state at each change, and at each reading of
     * the figures. Without lock it tunes again when the patience is over, for ever.
     *
     * <p><b>Demand:</b> a subscriber that is slower than the states misses some, and gets the latest.
     * <p><b>Errors:</b> IllegalArgumentException for what the frontend cannot do, IllegalStateException while another
     * subscription tunes or watches it, {@link io.dmxflux.dmx.sys.ErrnoException} for the driver's.
     *
     * @param tuning where to
     * @param options how it is watched
     * @return states; it ends with an error only
     */
    public Flux<FrontendState> tune(Tuning tuning, TuneOptions options) {
        return session(Check.given(tuning, "tuning"), options);
    }

    /**
     * Watches the frontend without tuning it.
     *
     * @param options how it is watched
     * @return states; {@link FrontendState#tunings} is 0
     */
    public Flux<FrontendState> observe(TuneOptions options) {
        return session(null, options);
    }

    private static Frontend owning(FrontendDevice opened) {
        try {
            return over(opened);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Scheduler ownThread(String path) {
        return Schedulers.newSingle("dmx-" + path.replace("/dev/dvb/", "").replace('/', '-'), true);
    }

    private Flux<FrontendState> session(@Nullable Tuning tuning, TuneOptions options) {
        Check.given(options, "options");
        return Flux.create(sink -> begin(sink, tuning, options), FluxSink.OverflowStrategy.LATEST);
    }

    private void begin(FluxSink<FrontendState> sink, @Nullable Tuning tuning, TuneOptions options) {
        TuneSession next = new TuneSession(this::device, dish, tuning, options, scheduler, sink, this::free);
        if (!session.compareAndSet(null, next)) {
            next.stop();
            sink.error(new IllegalStateException(path + ": in use by a subscription (expected: one at a time)"));
            return;
        }
        sink.onDispose(() -> {
            next.stop();
            free(next);
        });
        if (closing.get()) {
            free(next);
            sink.error(new IllegalStateException(path + ": closed (expected: open)"));
        } else {
            next.start();
        }
    }

    private void free(TuneSession ended) {
        session.compareAndSet(ended, null);
    }

    private FrontendDevice device() {
        FrontendDevice opened = device;
        if (opened == null) {
            opened = opener.get();
            device = opened;
        }
        return opened;
    }

    /**
     * Returns what it can receive, as read when it was opened.
     *
     * @return systems and limits
     */
    public FrontendInfo info() {
        return Check.given(info, "info");
    }

    /**
     * Gives the tuner back, without waiting for it.
     *
     * @return completes when the device is closed
     */
    public Mono<Void> disposeLater() {
        return Mono.defer(() -> {
            beginClose();
            return Mono.fromFuture(closed, true);
        });
    }

    /**
     * Gives the tuner back: completes the subscription that there is, and closes the device. It waits for the call under way,
     * except on a thread of Reactor's, which must not wait.
     */
    @Override
    public void close() {
        beginClose();
        if (ownsScheduler && !Schedulers.isInNonBlockingThread()) {
            awaitClosed();
        }
    }

    private void beginClose() {
        if (closing.compareAndSet(false, true)) {
            TuneSession running = session.get();
            if (running != null) {
                running.complete();
            }
            scheduler.schedule(this::closeDevice);
        }
    }

    private void closeDevice() {
        FrontendDevice opened = device;
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (RuntimeException e) {
            Operators.onErrorDropped(e, Context.empty()); // the descriptor is gone also where its close fails
        } finally {
            if (ownsScheduler) {
                scheduler.dispose();
            }
            closed.complete(null);
        }
    }

    private void awaitClosed() {
        try {
            closed.get(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    path + ": a call has not ended in " + LONGEST_CLOSE_SECONDS + " s (expected: the driver answers)",
                    e);
        }
    }
}
