// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sim.SimulatedFrontend;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.TunedSource;
import io.dmxflux.ts.source.Tuner;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The simulated driver: {@code sim:} plays the bundled sample, {@code sim:FILE} a file, looped without a seam. With a tuning it
 * has a simulated frontend too, and plays where {@link SimTransponders} have it: {@code sim:?system=dvb-t&frequency=474M}, or where
 * a file has it: {@code sim:?transponders=FILE&system=...}.
 *
 * @param file the file; empty for the sample
 * @param tuning what its frontend is tuned to; empty if it has none
 * @param transponders where it receives something, if a file says so
 */
record SimInput(Optional<Path> file, Optional<Tuning> tuning, Optional<TransponderFile> transponders)
        implements InputUri {

    /** What {@link Playback#ofSample()} says. */
    private static final long SAMPLE_BITS_PER_SECOND = 2_500_000;

    private static final int MEASURED_BYTES = 2048 * TsPacket.LENGTH;
    private static final long BITS_PER_BYTE = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    static SimInput of(StreamUri uri) {
        uri.allowOptions(TuningOptions.and(IndicatorLimits.and(TransponderFile.OPTION)));
        Optional<Tuning> tuning = uri.explaining(() -> TuningOptions.read(uri.options()));
        if (uri.option(TransponderFile.OPTION).isPresent()
                && (tuning.isEmpty() || !uri.place().isEmpty())) {
            throw uri.error(
                    TransponderFile.OPTION + ": " + (tuning.isEmpty() ? "without a tuning" : "with a file beside it"),
                    "sim:?transponders=FILE with system= and frequency=, or channels= and tune=");
        }
        return new SimInput(
                uri.place().isEmpty() ? Optional.empty() : Optional.of(Path.of(uri.place())),
                tuning,
                uri.explaining(() -> TransponderFile.of(uri.options())));
    }

    @Override
    public Source open(StreamListener listener) {
        Playback recording = file.map(Playback::ofFile).orElseGet(Playback::ofSample);
        DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(expectedBitrate(recording), DEFAULT_LATENCY)
                .events(listener::pool)
                .build();
        return tuning.isEmpty()
                ? demux(recording.looped().open(), config)
                : tuned(recording, tuning.get(), config, listener);
    }

    private Source tuned(Playback recording, Tuning where, DmxBufferPoolConfig config, StreamListener listener) {
        SimulatedFrontend device = transponders
                .map(TransponderFile::frontend)
                .orElseGet(() -> SimulatedFrontend.receiving(
                        file.isEmpty()
                                ? SimTransponders.ofSample(where)
                                : SimTransponders.of(() -> recording.looped().open(), where)));
        where.check(device.info());
        Tuner tuner = Tuner.of(Frontend.over(device), where);
        try {
            return TunedSource.of(demux(device.feed(), config), tuner, new StreamListener.OfTuner(listener));
        } catch (RuntimeException e) {
            tuner.giveBack();
            throw e;
        }
    }

    /** Puts a demux behind a frontend when that is asked for. */
    static Receiver receiver(SimulatedFrontend device) {
        return new Receiver(
                Frontend.over(device),
                () -> DvbSource.open(
                        SimulatedDmxDevice.playing(device.feed()),
                        DmxBufferPoolConfig.builder().build(),
                        PesFilter.fullTs()));
    }

    private DvbSource demux(StreamFeed feed, DmxBufferPoolConfig config) {
        SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                .name(file.map(Path::toString).orElse(""))
                .feed(feed)
                .build();
        return DvbSource.open(device, config, PesFilter.fullTs());
    }

    @Override
    public boolean isTuned() {
        return tuning.isPresent();
    }

    @Override
    public Optional<String> missing() {
        return file.flatMap(FileInput::missing);
    }

    @Override
    public void refuseImpossible() {
        if (missing().isEmpty()) {
            file.map(Playback::ofFile).ifPresent(SimInput::bitrate);
        }
    }

    private long expectedBitrate(Playback recording) {
        if (transponders.isPresent()) {
            return DEFAULT_BITRATE;
        }
        return file.isEmpty() ? SAMPLE_BITS_PER_SECOND : bitrate(recording);
    }

    /** Plays the first packets without waiting for them, and asks when the next one is due. */
    private static long bitrate(Playback recording) {
        try (StreamFeed feed = open(recording)) {
            int bytes = feed.read(ByteBuffer.allocateDirect(MEASURED_BYTES), Long.MAX_VALUE);
            return Math.max(1, bytes * BITS_PER_BYTE * NANOS_PER_SECOND / Math.max(1, feed.dueNanos()));
        }
    }

    private static StreamFeed open(Playback recording) {
        try {
            return recording.looped().open();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; here that is FILE?fast instead of sim:FILE", e);
        }
    }

    /** With what it is tuned to, as each has a frontend of its own. */
    @Override
    public String name() {
        return "sim:" + file.map(Object::toString).orElse("")
                + transponders.map(TransponderFile::name).orElse("")
                + tuning.map(where -> "?frequency=" + where.frequencyHz()).orElse("");
    }
}
