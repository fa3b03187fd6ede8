// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxSupport;
import io.dmxflux.dmx.device.IoMode;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendPath;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.TunedSource;
import io.dmxflux.ts.source.Tuner;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.Tr101290Config;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A tuner's demux: {@code dvb:0}, {@code dvb:0/1?pids=256,257&io=read}, {@code dvb:0?system=dvb-t&frequency=538M}.
 *
 * @param path which demux
 * @param filter which packets
 * @param io how buffers are to be had
 * @param bitrate the expected bit rate in bit/s, which sizes the buffers
 * @param latency how long a buffer may take to fill at that rate
 * @param tuned the frontend that is tuned; empty if another program does that
 * @param observed the frontend that another program tunes, and whose signal is watched: {@code dvb:0?observe}; empty if it is not
 */
record DvbInput(
        DmxDevicePath path,
        PesFilter filter,
        IoMode io,
        long bitrate,
        Duration latency,
        Optional<TunedFrontend> tuned,
        Optional<FrontendPath> observed)
        implements InputUri {

    private static final String OBSERVE = "observe";

    /** The tables that have to come, by the PID that they come on. */
    private static final Map<Indicator, Integer> TABLES = Map.of(
            Indicator.PAT, Pid.PAT,
            Indicator.CAT, Pid.CAT,
            Indicator.NIT_ACTUAL, Pid.NIT,
            Indicator.SDT_ACTUAL, Pid.SDT,
            Indicator.EIT_ACTUAL, Pid.EIT,
            Indicator.TDT, Pid.TDT);

    /** What depends on PIDs that a PMT names. */
    private static final Set<Indicator> SELECTED =
            Set.of(Indicator.PMT, Indicator.PID, Indicator.PCR_REPETITION, Indicator.PCR_ACCURACY);

    static DvbInput of(StreamUri uri) {
        uri.allowOptions(
                TuningOptions.and(IndicatorLimits.and("frontend", OBSERVE, "pids", "io", "bitrate", "latency")));
        String[] numbers = uri.place().split("/", -1);
        if (numbers.length > 2 || uri.place().isEmpty()) {
            throw uri.error(
                    "device \"" + uri.place() + "\"", "dvb:ADAPTER or dvb:ADAPTER/DEMUX, as in dvb:0 or dvb:0/1");
        }
        int adapter = (int) uri.number("adapter", numbers[0], 0, 255);
        int demux = numbers.length == 1 ? 0 : (int) uri.number("demux", numbers[1], 0, 255);
        long bitrate = uri.number("bitrate", 1, Integer.MAX_VALUE).orElse(DEFAULT_BITRATE);
        Duration latency = uri.number("latency", 1, LONGEST_LATENCY_MILLIS)
                .map(Duration::ofMillis)
                .orElse(DEFAULT_LATENCY);
        Optional<FrontendPath> observed = observed(uri, adapter);
        return new DvbInput(
                new DmxDevicePath(adapter, demux),
                filter(uri),
                ioMode(uri),
                bitrate,
                latency,
                observed.isPresent() ? Optional.empty() : TunedFrontend.of(uri, adapter),
                observed);
    }

    private static Optional<FrontendPath> observed(StreamUri uri, int adapter) {
        if (!uri.flag(OBSERVE)) {
            return Optional.empty();
        }
        if (uri.explaining(() -> TuningOptions.read(uri.options())).isPresent()) {
            throw uri.error("observe: with a tuning", "one of them: what is observed is tuned by another program");
        }
        int frontend = uri.number("frontend", 0, 255).map(Long::intValue).orElse(0);
        return Optional.of(new FrontendPath(adapter, frontend));
    }

    /** Opens a frontend that is free, and its demux when that is asked for. */
    static Receiver receiver(DmxDevicePath path, FrontendPath frontend) {
        return new Receiver(Frontend.open(frontend), () -> DvbSource.open(path, PesFilter.fullTs()));
    }

    /** Tables on PIDs that are not received are not missing. */
    @Override
    public Tr101290Config tr101290() {
        Tr101290Config.Builder config = Tr101290Config.builder();
        if (!filter.equals(PesFilter.fullTs())) {
            TABLES.forEach((indicator, pid) -> {
                if (!filter.pids().contains(pid)) {
                    config.unknown(indicator, "PID " + pid + " is not received");
                }
            });
            SELECTED.forEach(indicator -> config.unknown(indicator, "only chosen PIDs are received"));
        }
        return config.build();
    }

    private static PesFilter filter(StreamUri uri) {
        return uri.option("pids")
                .map(list -> Stream.of(list.split(",", -1)).mapToInt(pid -> (int) uri.number("pid", pid, 0, 0x1FFF)))
                .map(pids -> uri.explaining(() -> PesFilter.ofPids(pids.toArray())))
                .orElseGet(PesFilter::fullTs);
    }

    private static IoMode ioMode(StreamUri uri) {
        String name = uri.option("io").orElse("auto");
        return Stream.of(IoMode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> uri.error("io: " + name, "auto, mmap or read"));
    }

    @Override
    public Source open(StreamListener listener) {
        DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(bitrate, latency)
                .events(listener::pool)
                .build();
        Optional<Tuner> tuner = tuned.map(TunedFrontend::take)
                .or(() -> observed.map(frontend -> Tuner.observing(Frontend.openToObserve(frontend))));
        return tuner.isEmpty() ? demux(config) : openTuned(tuner.get(), config, listener);
    }

    private Source openTuned(Tuner tuner, DmxBufferPoolConfig config, StreamListener listener) {
        try {
            return TunedSource.of(demux(config), tuner, new StreamListener.OfTuner(listener));
        } catch (RuntimeException e) {
            tuner.giveBack();
            throw e;
        }
    }

    private DvbSource demux(DmxBufferPoolConfig config) {
        return DvbSource.open(DmxSupport.open(path, io), config, filter);
    }

    /** Opens the demux for a moment: another program may have taken what it needs, or the user may not open it. */
    @Override
    public Optional<String> missing() {
        return DmxSupport.probe(path) instanceof DmxSupport.Unavailable unavailable
                ? Optional.ofNullable(unavailable.cause().getMessage())
                : tuned.map(TunedFrontend::path).or(() -> observed).flatMap(TunedFrontend::missing);
    }

    @Override
    public void refuseImpossible() {
        tuned.ifPresent(TunedFrontend::refuseImpossible);
    }

    @Override
    public boolean isPassing(Throwable failure) {
        return InputUri.super.isPassing(failure) || tuned.isPresent() && TunedFrontend.isPassing(failure);
    }

    /** Its signal is known also where another program tunes. */
    @Override
    public boolean isTuned() {
        return tuned.isPresent() || observed.isPresent();
    }

    @Override
    public Optional<TunedFrontend> frontend() {
        return tuned;
    }

    @Override
    public String name() {
        return "dvb:" + path.adapter() + (path.demux() == 0 ? "" : "/" + path.demux());
    }

    @Override
    public Duration bufferTime() {
        return latency;
    }
}
