// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

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

    private final FrontendDevice device;

    private Frontend(FrontendDevice device) {
        this.device = device;
    }

    /**
     * Opens a frontend to tune it. It may take 5 seconds where several frontends share a tuner.
     *
     * @param path which
     * @return the frontend, the caller's to close
     * @throws io.dmxflux.dmx.sys.ErrnoException if it cannot be opened; EBUSY if another program tunes it
     */
    public static Frontend open(FrontendPath path) {
        throw new UnsupportedOperationException(path.toString());
    }

    /**
     * Opens a frontend to watch it, also while another program tunes it.
     *
     * @param path which
     * @return the frontend, the caller's to close; {@link #tune} ends with EPERM
     * @throws io.dmxflux.dmx.sys.ErrnoException if it cannot be opened
     */
    public static Frontend openToObserve(FrontendPath path) {
        throw new UnsupportedOperationException(path.toString());
    }

    /**
     * Drives a device that is open.
     *
     * @param device the device, from here on the frontend's
     * @return the frontend, the caller's to close
     */
    public static Frontend over(FrontendDevice device) {
        return new Frontend(device);
    }

    /**
     * Drives a device that is open, at the times of a scheduler, which may be a virtual one.
     *
     * @param device the device, from here on the frontend's
     * @param scheduler runs all calls, one at a time; closed by its owner
     * @return the frontend, the caller's to close
     */
    public static Frontend over(FrontendDevice device, Scheduler scheduler) {
        return new Frontend(device);
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
        return Flux.error(new UnsupportedOperationException(path.toString()));
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
     * the figures. Without lock it tunes again each time that the patience is over, for ever.
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
        return Flux.error(new UnsupportedOperationException(device.path()));
    }

    /**
     * Watches the frontend without tuning it.
     *
     * @param options how it is watched
     * @return states; {@link FrontendState#tunings} is 0
     */
    public Flux<FrontendState> observe(TuneOptions options) {
        return Flux.error(new UnsupportedOperationException(device.path()));
    }

    /**
     * Returns what it can receive, as read when it was opened.
     *
     * @return systems and limits
     */
    public FrontendInfo info() {
        return device.info();
    }

    /**
     * Gives the tuner back, without waiting for it.
     *
     * @return completes when the device is closed
     */
    public Mono<Void> disposeLater() {
        return Mono.fromRunnable(device::close);
    }

    /** Gives the tuner back: ends a subscription and closes the device, after the call under way. */
    @Override
    public void close() {
        device.close();
    }
}
