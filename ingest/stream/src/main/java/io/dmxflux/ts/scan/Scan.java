// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.Dish;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendInfo;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TuneOptions;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.source.Source;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A scan: carriers tried one after the other, and those that the networks found name.
 *
 * <pre>{@code
 * Scan.with(frontend, () -> DvbSource.open(new DmxDevicePath(0, 0), PesFilter.fullTs()))
 *         .events(Raster.terrestrial("DE"), ScanWaits.USUAL)
 *         .ofType(ScanEvent.Found.class)
 *         .flatMapIterable(found -> found.multiplex().channels())
 *         .map(Dvbv5Format::write)
 * }</pre>
 *
 * <p><b>Demand:</b> a carrier is tried when its first event is asked for.
 * <p><b>Threading:</b> events come on the frontend's thread and on Reactor's timers, one at a time; the demux is opened on a
 * thread that may block.
 * <p><b>Errors:</b> those of the frontend and of the demux. A carrier that cannot be received is an event.
 * <p><b>Cancel:</b> gives frontend and demux back at once; what was found stays found.
 */
public final class Scan {

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final FrontendInfo info;
    private final BiFunction<Tuning, TuneOptions, Flux<FrontendState>> tune;
    private final Supplier<Source> demux;
    private final Scheduler timers;
    private final boolean withOthers;

    private Scan(
            FrontendInfo info,
            BiFunction<Tuning, TuneOptions, Flux<FrontendState>> tune,
            Supplier<Source> demux,
            Scheduler timers,
            boolean withOthers) {
        this.info = info;
        this.tune = tune;
        this.demux = demux;
        this.timers = timers;
        this.withOthers = withOthers;
    }

    /**
     * Makes a scan with a frontend.
     *
     * @param frontend tuned by the scan; the caller's to close
     * @param demux opens the demux behind it, once after each lock; the scan closes it
     * @return the scan
     */
    public static Scan with(Frontend frontend, Supplier<Source> demux) {
        return with(frontend, demux, Schedulers.parallel());
    }

    /**
     * Makes a scan with a frontend, that waits by a scheduler.
     *
     * @param frontend tuned by the scan; the caller's to close
     * @param demux opens the demux behind it, once after each lock; the scan closes it
     * @param timers measures times, may be a virtual one
     * @return the scan
     */
    public static Scan with(Frontend frontend, Supplier<Source> demux, Scheduler timers) {
        return new Scan(
                frontend.info(), frontend::tune, Check.given(demux, "demux"), Check.given(timers, "timers"), false);
    }

    /**
     * Makes a scan that also tries the carriers of other networks, of which a multiplex tells: of the cables or transmitters
     * beside its own, or of all who use the same satellite. It reads each multiplex for as long as a NIT is waited for.
     *
     * @return the scan
     */
    public Scan withOtherNetworks() {
        return new Scan(info, tune, demux, timers, true);
    }

    /**
     * Tries carriers.
     *
     * @param candidates the first to try, in order; further ones come from the networks that are found
     * @param waits how long to wait for each thing
     * @return what happens; it ends when there is nothing left to try
     */
    public Flux<ScanEvent> events(List<? extends Tuning> candidates, ScanWaits waits) {
        return events(candidates, waits, List.of());
    }

    /**
     * Tries the carriers that an earlier scan has left.
     *
     * @param candidates the first to try, as that scan had them
     * @param waits how long to wait for each thing
     * @param before what that scan has done, in order: {@link TriedCarrier#of} of its events
     * @return what happens; it ends when there is nothing left to try
     */
    public Flux<ScanEvent> events(List<? extends Tuning> candidates, ScanWaits waits, List<TriedCarrier> before) {
        Check.given(waits, "waits");
        Check.given(candidates, "candidates");
        Check.given(before, "before");
        return Flux.defer(() -> new Course(waits, candidates, before).events());
    }

    /** One subscription. */
    private final class Course {

        private final ScanWaits waits;
        private final ScanQueue queue = new ScanQueue();
        private int done;
        private long spentNanos;

        Course(ScanWaits waits, List<? extends Tuning> candidates, List<TriedCarrier> before) {
            this.waits = waits;
            candidates.forEach(queue::offer);
            before.forEach(queue::tried);
        }

        Flux<ScanEvent> events() {
            return Flux.generate(this::next).concatMap(this::carrier, 0);
        }

        private void next(SynchronousSink<Tuning> sink) {
            Tuning tuning = queue.next();
            if (tuning == null) {
                sink.complete();
            } else {
                sink.next(tuning);
            }
        }

        private Flux<ScanEvent> carrier(Tuning tuning) {
            String refusal = refusal(tuning);
            if (refusal != null) {
                return Flux.just(new ScanEvent.Refused(tuning, refusal));
            }
            return Flux.defer(() -> {
                long begin = timers.now(TimeUnit.NANOSECONDS);
                ScanEvent trying = new ScanEvent.Trying(tuning, done, queue.waiting(), left());
                return Flux.concat(Mono.just(trying), look(tuning)).doOnComplete(() -> {
                    done++;
                    spentNanos += timers.now(TimeUnit.NANOSECONDS) - begin;
                });
            });
        }

        private @Nullable String refusal(Tuning tuning) {
            try {
                tuning.check(info);
                return null;
            } catch (IllegalArgumentException e) {
                return String.valueOf(e.getMessage());
            }
        }

        private Duration left() {
            Duration each = done == 0 ? waits.lock() : Duration.ofNanos(spentNanos / done);
            return each.multipliedBy(queue.waiting() + 1L);
        }

        /**
         * The frontend stays tuned until the tables are read. The states that come meanwhile are looked at for their figures: the
         * first with a lock has none yet.
         */
        private Mono<ScanEvent> look(Tuning tuning) {
            AtomicReference<FrontendState> last = new AtomicReference<>();
            return tune.apply(tuning, patience())
                    .filter(FrontendState::isLocked)
                    .timeout(Mono.delay(waits.lock(), timers), locked -> Mono.never())
                    .doOnNext(last::set)
                    .onBackpressureLatest()
                    .concatMap(locked -> tables(tuning, last::get), 1)
                    .onErrorResume(TimeoutException.class, late -> Mono.just(new ScanEvent.NoLock(tuning)))
                    .next();
        }

        /** To tune again begins the search of a slow demodulator from its start: not before its time for a lock is over. */
        private TuneOptions patience() {
            TuneOptions usual = TuneOptions.DEFAULT;
            return usual.withRetuneAfter(waits.lock().plus(usual.retuneAfter()));
        }

        private Mono<ScanEvent> tables(Tuning tuning, Supplier<FrontendState> locked) {
            queue.locked(tuning);
            MultiplexReading reading = new MultiplexReading(waits, withOthers);
            long begin = timers.now(TimeUnit.NANOSECONDS);
            Mono<Long> over = Flux.interval(LOOK_EVERY, timers)
                    .onBackpressureDrop()
                    .filter(tick -> reading.isOver(Duration.ofNanos(timers.now(TimeUnit.NANOSECONDS) - begin)))
                    .next();
            return received()
                    .transform(new AlignPackets())
                    .doOnNext(buffer -> {
                        try {
                            reading.add(buffer);
                        } finally {
                            buffer.release();
                        }
                    })
                    .takeUntilOther(over)
                    .then(Mono.fromSupplier(() -> end(tuning, locked.get(), reading)));
        }

        /** To open a demux may block, which neither the frontend's thread nor a timer's may. */
        private Flux<ByteBuf> received() {
            return Flux.usingWhen(
                    Mono.fromSupplier(() -> new ScanDemux(demux)),
                    opening -> Mono.fromSupplier(opening::open)
                            .subscribeOn(Schedulers.boundedElastic())
                            .flatMapMany(Source::buffers),
                    ScanDemux::close);
        }

        private ScanEvent end(Tuning tuning, FrontendState locked, MultiplexReading reading) {
            Optional<ScannedMultiplex> multiplex = reading.multiplex(tuning, locked, named(tuning, reading));
            if (multiplex.isEmpty()) {
                return new ScanEvent.NoTables(tuning);
            }
            ScannedMultiplex found = multiplex.get();
            boolean isNew = found.id().isEmpty() || queue.found(found.id().get());
            found.named().forEach(queue::offer);
            return isNew ? new ScanEvent.Found(found) : new ScanEvent.FoundAgain(found);
        }

        private List<NamedCarrier> named(Tuning tuning, MultiplexReading reading) {
            Optional<Dish> dish =
                    tuning instanceof SatelliteTuning satellite ? Optional.of(satellite.dish()) : Optional.empty();
            return reading.transportStreams().stream()
                    .flatMap(stream -> NetworkTunings.of(stream.descriptors(), dish).stream()
                            .filter(other -> refusal(other) == null)
                            .map(other -> new NamedCarrier(
                                    other, new MultiplexId(stream.originalNetworkId(), stream.transportStreamId()))))
                    .toList();
        }
    }
}
